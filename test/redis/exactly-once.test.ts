import { describe, expect, test } from 'vitest';
import { type Random, seededRandom } from '../../bench/statistics/random.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';
import { openInNode } from '../support/platform.ts';
import { RedisLine } from '../support/redis-line.ts';
import { hasRedis } from '../support/redis-server.ts';
import { type Relay, startRelay } from '../support/relay.ts';
import { type Node, newKey, ownRedis, retained, startNode } from './support.ts';

const seed = 20_261_128;
const total = 10_000;
/** Maximum number of notifications in an append. */
const most = 20;

interface Place {
  readonly node: Node;
  readonly line: RedisLine;
}

/** Publishes until all nodes together have stored enough. @returns the ids that were acknowledged */
async function publish({ node }: Place, name: number, random: Random, act: () => void): Promise<readonly string[]> {
  const acknowledged: string[] = [];
  for (let number = 0; acknowledged.length < total / 2; ) {
    const drafts = Array.from({ length: 1 + Math.floor(random() * most) }, () => ({ event: 'e', data: `${name}.${number++}` }));
    // A publish that may be stored is not repeated, because it could be doubled.
    acknowledged.push(...(await node.log.append(drafts).catch(() => [])));
    if (random() < 0.1) act();
    if (!node.log.ready) await eventually('the node to be ready', () => node.log.ready);
  }
  return acknowledged;
}

/** A reader that is cut now and then, and reconnects to another node. */
async function openReader(places: readonly Place[], transport: TransportName) {
  const relay = await startRelay(places[0]?.node.port ?? 0);
  return { relay, stream: openInNode(relay.url, { transport, after: 'earliest' }) };
}

function fault(random: Random, places: readonly Place[], relays: readonly Relay[]): void {
  const any = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  if (random() < 0.4) {
    any(places).line.cut(any(['waiting', 'writing', undefined]));
    return;
  }
  const relay = any(relays);
  relay.target = any(places).node.port;
  relay.cut();
}

describe.skipIf(!hasRedis)('two nodes on one Redis', () => {
  test(`deliver ${total} notifications to every reader once and in one order, despite cuts on both sides`, async () => {
    const redis = await ownRedis();
    const key = newKey();
    const places: Place[] = [];
    for (let node = 0; node < 2; node += 1) {
      const line = await RedisLine.start(redis.port);
      places.push({ line, node: await startNode(line.url, { key, maxCount: 3 * total }) });
    }
    const readers = await Promise.all(transportNames.map((transport) => openReader(places, transport)));
    const faults = { count: 0 };
    const written = await Promise.all(
      places.map((place, name) => {
        const random = seededRandom(seed + name);
        return publish(place, name, random, () => {
          faults.count += 1;
          fault(
            random,
            places,
            readers.map(({ relay }) => relay),
          );
        });
      }),
    );
    const acknowledged = written.flat();
    const heads = () => places.map(({ node }) => node.log.window.head);
    // One node may be ahead of the other, also beyond what was acknowledged: a write is stored even if its answer was cut off.
    await eventually(
      'both nodes to have every acknowledged notification',
      () => places.every(({ node }) => node.log.ready) && heads().every((head) => head >= acknowledged.length),
    );
    await eventually('both nodes to have the same head', () => new Set(heads()).size === 1);
    const [order, other] = places.map(({ node }) => retained(node.log));
    expect(other).toEqual(order);
    const ids = (order ?? []).map(({ id }) => id);
    const stored = new Set(ids);
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    expect(new Set(acknowledged).size).toBe(acknowledged.length);
    expect(new Set((order ?? []).map(({ data }) => data)).size).toBe(ids.length);
    for (const { stream } of readers) {
      await stream.reach(ids.length, 40_000);
      expect(stream.notifications.map(({ id }) => id)).toEqual(ids);
      expect(await stream.ledger()).toMatchObject({ received: ids.length, gaps: 0, missing: 0, doubled: 0, reordered: 0 });
    }
    process.stdout.write(
      `two nodes on Redis: ${acknowledged.length} acknowledged, ${ids.length} stored, ${faults.count} cuts, 4 readers: 0 lost, 0 doubled, 0 reordered\n`,
    );
    // Each wait has its own deadline; on a busy machine there are very many waits.
  }, 180_000);
});
