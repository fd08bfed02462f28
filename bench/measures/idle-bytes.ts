import type { TransportName } from '../../server/protocol.ts';
import { combine, idleMinute, type Situation } from '../model.ts';
import { conditionsOf, type Settings } from '../settings.ts';
import { bytesBetween, type Seen } from '../stage/seen.ts';
import { headsFor, predictBytes, residuals } from './bytes-model.ts';
import type { Reading, Task } from './measure.ts';

/** Clients that wait for nothing; as the bytes are the same for each, a few suffice. */
const clients = 20;
/** Bytes of the cursor of a log in which nothing was published: `mi8xk2ab-0`. */
const cursorBytes = 10;

/**
 * Bytes of clients for whom nothing happens. Waiting takes a minute whoever does it, so all arms wait at the same time: each with a generator and a publisher of
 * its own, in the first round only, because bytes know no noise.
 */
export function idleBytes(settings: Settings): Task {
  return {
    key: `idle bytes ${settings.idle}`,
    title: `bytes of ${settings.idle} s of silence, all arms at once`,
    seconds: settings.idle + 3,
    rounds: 1,
    async run(bench, round) {
      const readings = settings.contenders.map(async (contender) => {
        const own = bench.apart();
        try {
          return await own.use({ contender, seed: settings.seed + round }, async (stage) => {
            await stage.connect(clients);
            return readIdle(await stage.window(conditionsOf(settings, contender.arm, { clients, rate: 0 }), settings.idle), settings);
          });
        } finally {
          await own.close();
        }
      });
      const settled = await Promise.allSettled(readings);
      const failed = settled.find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
      return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    },
  };
}

/** Per client and minute. */
function readIdle(seen: Seen, settings: Settings): Reading {
  const { contender, conditions, before, after } = seen;
  const census = combine(after.clients.census, before.clients.census, -1);
  const measured = { up: bytesBetween(before, after, 'up'), down: bytesBetween(before, after, 'down') };
  const perMinute = 60 / seen.seconds / conditions.clients;
  const model = idleModel(seen, settings);
  return {
    measure: 'bytes',
    arm: contender.arm,
    twin: contender.twin,
    conditions,
    round: {
      seconds: seen.seconds,
      metrics: { idleUp: measured.up * perMinute, idleDown: measured.down * perMinute },
      ...(model && { predicted: { idleUp: model.up, idleDown: model.down } }),
      ledger: seen.ledger,
      census,
      generator: seen.generator,
    },
    warnings: [...seen.troubles, ...residuals(measured, predictBytes(seen, census), census, 0)],
  };
}

function idleModel(seen: Seen, { pollInterval, hold }: Settings) {
  const { arm } = seen.contender;
  if (arm === 'tcp') return { up: 0, down: 0 };
  const of = (name: TransportName) => headsFor(name, seen.authority, hold);
  const heads = { polling: of('polling'), 'long-polling': of('long-polling'), sse: of('sse'), websocket: of('websocket') };
  const situation: Situation = { rate: 0, payload: 0, cursor: cursorBytes, interval: pollInterval, rtt: 0, heads };
  return idleMinute(arm, situation, seen.heartbeat, hold);
}
