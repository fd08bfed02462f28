import { type ArmClient, armOf } from '../../../../bench/arms/index.ts';
import { Meter } from '../../../../bench/arms/meter.ts';
import { monotonic } from '../../../../bench/clock.ts';
import { type TransportName, transportNames } from '../../../stream/protocol.ts';
import { endWithParent } from '../child-signals.ts';
import type { BotOrder } from './messages.ts';

/** Milliseconds between two questions; seconds of a hold; milliseconds of the first wait after a cut, doubled each time, drawn from below as the client library does. */
const habits = { pollInterval: 2_000, hold: 25, retry: { first: 500, longest: 30_000 } };

/** The bots' process: as many raw clients of each transport as the lab last said. It goes when the lab goes. */
const clients: Readonly<Record<TransportName, ArmClient[]>> = { polling: [], 'long-polling': [], sse: [], websocket: [] };
const meters = Object.fromEntries(transportNames.map((name) => [name, new Meter()])) as Record<TransportName, Meter>;

function open(name: TransportName, target: BotOrder['target']): ArmClient {
  const { pollInterval, hold, retry } = habits;
  const phase = Math.random() * pollInterval;
  const options = { pollInterval, hold, phase, retry: (attempt: number) => Math.random() * Math.min(retry.longest, retry.first * 2 ** attempt) };
  const client = armOf(name).open(target, options, meters[name]);
  void client.ready.then(() => client.start(monotonic()));
  return client;
}

process.on('message', ({ target, counts }: BotOrder) => {
  for (const name of transportNames) {
    const crowd = clients[name];
    for (const client of crowd.splice(counts[name])) client.stop();
    while (crowd.length < counts[name]) crowd.push(open(name, target));
  }
});
endWithParent();
