import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Front, startFront } from '../../bench/fronts/front.ts';
import type { FrontName } from '../../bench/result/vias.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { Engine, engineLog } from '../contract/engine-log.ts';
import { eventually } from '../support/eventually.ts';
import { fetchOverHttp2 } from '../support/fronts/fetch-over-http2.ts';
import { nodeOverHttp2 } from '../support/fronts/platform.ts';
import { type StreamsServer, startStreams } from '../support/start-streams.ts';

/** The answer to the health checks of proxies. */
const ready = (_request: IncomingMessage, response: ServerResponse) => void response.end();

interface CountedNode extends StreamsServer {
  /** @returns the number of requests of readers to this node */
  readonly asked: () => number;
}

/** One of several nodes on the same engine. */
async function startNode(engine: Engine): Promise<CountedNode> {
  const node = await startStreams({ log: engineLog(engine, { epoch: 'shared' }) }, ready);
  let asked = 0;
  const count = ({ url }: IncomingMessage) => {
    if (url?.startsWith('/stream/')) asked += 1;
  };
  node.server.prependListener('request', count).prependListener('upgrade', count);
  return { ...node, asked: () => asked };
}

/** Resolves when the front sends readers to each of them. */
async function foundAll(front: Front, nodes: readonly CountedNode[]): Promise<void> {
  const { fetch, close } = fetchOverHttp2(front.ca);
  onTestFinished(close);
  await eventually(`${front.name} to find three nodes`, async () => {
    await fetch(`${front.url}/stream/polling`).then(
      (answer) => answer.text(),
      () => {},
    );
    return nodes.every(({ asked }) => asked() > 0);
  });
}

/** Three nodes on one log, and readers that reconnect to the next one each time. */
export function manyNodesBehind(name: FrontName): void {
  describe('three nodes without sticky sessions', () => {
    test.each(transportNames)('a reader over %s reaches each of them, and gets everything once and in order', async (transport) => {
      const engine = new Engine();
      const nodes = await Promise.all([startNode(engine), startNode(engine), startNode(engine)]);
      const front = await startFront(
        name,
        nodes.map(({ port }) => port),
      );
      onTestFinished(() => front.close());
      await foundAll(front, nodes);
      const before = nodes.map(({ asked }) => asked());
      const stream = await nodeOverHttp2('Node', () => front.ca).open(front.url, { transport });
      await stream.hello();
      for (let round = 0; round < 6; round += 1) {
        // Published at one node while the reader is connected, and at another while it is not.
        await nodes[round % 3]?.log.append([{ event: 'number', data: 2 * round + 1 }]);
        await stream.reach(2 * round + 1);
        await stream.call('cut');
        await nodes[(round + 1) % 3]?.log.append([{ event: 'number', data: 2 * round + 2 }]);
        await stream.call('reconnect');
        await stream.reach(2 * round + 2);
      }
      expect(stream.notifications.map(({ data }) => data)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
      expect(await stream.ledger()).toMatchObject({ received: 12, gaps: 0, missing: 0, doubled: 0, reordered: 0 });
      for (const [index, { asked }] of nodes.entries()) expect(asked(), `requests to node ${index + 1}`).toBeGreaterThan(before[index] ?? 0);
    });
  });
}
