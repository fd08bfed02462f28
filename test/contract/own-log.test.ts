import { expect, test } from 'vitest';
import { transportNames } from '../../server/stream/protocol.ts';
import { node, openInNode } from '../support/platform.ts';
import { startRelay } from '../support/relay.ts';
import { startStreams } from '../support/start-streams.ts';
import { Engine, engineLog } from './engine-log.ts';
import { transportContract } from './transport-contract.ts';

let started = 0;

/** A server of `node:http` with a log that is not the lab's. */
function startOnEngine({ window }: { readonly window?: number } = {}) {
  started += 1;
  return startStreams({ log: engineLog(new Engine(), { epoch: `engine${started}`, ...(window !== undefined && { maxCount: window }) }) });
}

for (const transport of transportNames) transportContract(node, transport, startOnEngine);

test.each(transportNames)('a reader goes from one node of a log to another over %s without a gap', async (transport) => {
  const engine = new Engine();
  const [first, second] = [
    await startStreams({ log: engineLog(engine, { epoch: 'shared' }) }),
    await startStreams({ log: engineLog(engine, { epoch: 'shared' }) }),
  ];
  const relay = await startRelay(first.port);
  const stream = openInNode(relay.url, { transport });
  await stream.hello();
  await first.log.append([{ event: 'a', data: 1 }]);
  await stream.reach(1);
  relay.target = second.port;
  relay.cut();
  expect(await second.log.append([{ event: 'a', data: 2 }])).toEqual(['shared-2']);
  expect((await stream.reach(2)).map(({ data }) => data)).toEqual([1, 2]);
  expect(await stream.ledger()).toMatchObject({ received: 2, gaps: 0, missing: 0, doubled: 0 });
});
