import { afterAll, describe, expect, test } from 'vitest';
import { transportNames } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';
import { openInNode } from '../support/platform.ts';
import { RedisLine } from '../support/redis-line.ts';
import { hasRedis, RedisServer } from '../support/redis-server.ts';
import { startRelay } from '../support/relay.ts';
import { newKey, numbers, openLog, retained, startNode } from './support.ts';

const redis = hasRedis ? await RedisServer.start() : undefined;
afterAll(() => redis?.end());
const { url, port } = redis ?? { url: '', port: 0 };

const draft = (data: unknown) => ({ event: 'e', data: data as number });
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe.skipIf(!redis)('nodes of one log on Redis', () => {
  test.each(transportNames)('continue a reader over %s from one node to the other without a gap', async (transport) => {
    const key = newKey();
    const [first, second] = [await startNode(url, { key }), await startNode(url, { key })];
    expect(second.log.window.epoch).toBe(first.log.window.epoch);
    const relay = await startRelay(first.port);
    const stream = openInNode(relay.url, { transport });
    await stream.hello();
    await first.log.append(numbers(3));
    await stream.reach(3);
    relay.target = second.port;
    relay.cut();
    expect(await second.log.append(numbers(2, 4))).toEqual([second.log.window.cursor(4), second.log.window.cursor(5)]);
    expect((await stream.reach(5)).map(({ data }) => data)).toEqual([1, 2, 3, 4, 5]);
    expect(await stream.ledger()).toMatchObject({ received: 5, gaps: 0, missing: 0, doubled: 0, reordered: 0 });
  });

  test('that publish at the same time have everything in the same order, with whole arrays', async () => {
    const key = newKey();
    const nodes = await Promise.all([1, 2, 3].map(() => openLog(url, { key })));
    const ids = await Promise.all(
      nodes.flatMap(({ log }, node) =>
        Array.from({ length: 50 }, (_, index) => log.append([draft(`${node}.${index}.a`), draft(`${node}.${index}.b`)])),
      ),
    );
    await eventually('every node to have 300', () => nodes.every(({ log }) => log.window.head === 300));
    const [all = [], ...others] = nodes.map(({ log }) => retained(log));
    for (const other of others) expect(other).toEqual(all);
    expect(all.map(({ id }) => id)).toEqual(Array.from({ length: 300 }, (_, index) => nodes[0]?.log.window.cursor(index + 1)));
    for (const [before, after] of ids) {
      const at = all.findIndex(({ id }) => id === before);
      expect(all[at + 1]?.id).toBe(after);
      expect(`${all[at]?.data}`.replace(/a$/, 'b')).toBe(all[at + 1]?.data);
    }
  });

  test('that start later have the retained notifications, and the same cursors', async () => {
    const key = newKey();
    const bounds = { key, maxCount: 50 };
    const { log } = await openLog(url, bounds);
    for (let from = 1; from <= 1_000; from += 100) await log.append(numbers(100, from));
    const later = await openLog(url, bounds);
    expect(retained(later.log)).toEqual(retained(log));
    expect(retained(later.log).map(({ data }) => data)).toEqual(numbers(50, 951).map(({ data }) => data));
    expect([later.log.window.head, later.log.window.cursor(1_000)]).toEqual([1_000, log.window.cursor(1_000)]);
    expect(later.log.window.place({ epoch: log.window.epoch, seq: 949 }).gap?.reason).toBe('expired');
    // Notifications that no node retains are trimmed, by the hundred.
    expect(await redis?.command('XLEN', key)).toBeLessThan(400);
  });

  test('trim the stream by bytes as well', async () => {
    const key = newKey();
    const { log } = await openLog(url, { key, maxBytes: 256 * 1_024 });
    const big = 'x'.repeat(10_000);
    for (let count = 0; count < 200; count += 1) await log.append([draft(big)]);
    expect(log.window.head - log.window.oldest).toBeLessThan(26);
    const length = Number(await redis?.command('XLEN', key));
    expect(length).toBeGreaterThanOrEqual(log.window.head - log.window.oldest);
    expect(length).toBeLessThan(60);
  });

  test('store publishes with the same key once, on any node, and refuse another message with it', async () => {
    const key = newKey();
    const [{ log: one }, { log: other }] = [await openLog(url, { key }), await openLog(url, { key })];
    const keyed = { event: 'e', data: { text: '"at":5,' }, key: 'a-key-of-16-chars' };
    const [id] = await one.append([keyed]);
    expect(await other.append([draft(1), keyed])).toEqual([one.window.cursor(2), id]);
    expect(await other.append([{ ...keyed, type: 'publish' }])).toEqual([id]);
    const refused = [
      { ...keyed, data: 2 },
      { ...keyed, broadcast: true },
      { ...keyed, event: 'f' },
      { ...keyed, at: 7 },
    ];
    for (const another of refused) await expect(other.append([another])).rejects.toMatchObject({ code: 'key-taken' });
    await expect(other.append([draft(3), { ...keyed, data: 2 }])).rejects.toThrow(
      `Message 1 of the array: Expected the message that the key "a-key-of-16-chars" belongs to, ${id}; got another one. Draw a new key for it. Nothing was stored.`,
    );
    await expect(one.append([keyed, keyed])).rejects.toMatchObject({ code: 'bad-message' });
    expect(one.window.head).toBe(2);
  });

  test('forget a key with its notification, so that keys do not accumulate', async () => {
    const key = newKey();
    const { log } = await openLog(url, { key, maxCount: 100 });
    const keyed = (index: number) => ({ event: 'e', data: index, key: `key-${String(index).padStart(16, '0')}` });
    for (let from = 0; from < 3_000; from += 100) await log.append(Array.from({ length: 100 }, (_, index) => keyed(from + index)));
    expect(await log.append([keyed(2_999)])).toEqual([log.window.cursor(3_000)]);
    expect(await log.append([keyed(1)])).toEqual([log.window.cursor(3_001)]);
    expect(await redis?.command('HLEN', `${key}:keys`)).toBeLessThan(600);
  });

  test('acknowledge a publish when the publisher can read it, also if the connection is lost meanwhile', async () => {
    const key = newKey();
    const line = await RedisLine.start(port);
    const { log } = await openLog(line.url, { key });
    let acknowledged: readonly string[] | undefined;
    const publish = () => log.append([draft(1)]).then((ids) => (acknowledged = ids));

    // The answer arrives before the notification is read.
    line.hold('waiting');
    const first = publish();
    await eventually('the notification to be in flight', () => line.withheld > 0);
    await turn();
    expect([acknowledged, log.window.head]).toEqual([undefined, 0]);
    line.release();
    await first;
    expect([acknowledged, log.window.head]).toEqual([[log.window.cursor(1)], 1]);

    // The notification is read before the answer arrives.
    line.hold('writing');
    acknowledged = undefined;
    const second = publish();
    await eventually('the notification to be read', () => log.window.head === 2);
    await eventually('the answer to be on its way', () => line.withheld > 0);
    expect(acknowledged).toBeUndefined();
    line.release();
    expect(await second).toEqual([log.window.cursor(2)]);

    // It is stored, whatever happens to the connection on which it would be read.
    const keyed = { ...draft(3), key: 'a-key-of-16-chars' };
    await log.append([keyed]);
    line.hold('waiting');
    const fourth = publish();
    // Redis answers in order: once it has refused this one, the answer to the fourth has been read.
    await expect(log.append([{ ...keyed, data: 5 }])).rejects.toMatchObject({ code: 'key-taken' });
    line.cut('waiting');
    expect(await fourth).toEqual([log.window.cursor(4)]);
    await eventually('the node to have it', () => log.window.head === 4);
  });

  test('report that a publish is not known to be stored if its answer is lost', async () => {
    const key = newKey();
    const line = await RedisLine.start(port);
    const { log, reports } = await openLog(line.url, { key });
    line.hold('writing');
    const publish = log.append([draft(1)]);
    await eventually('the answer to be on its way', () => line.withheld > 0);
    line.cut();
    await expect(publish).rejects.toMatchObject({ code: 'unavailable', headers: { 'Retry-After': '1' } });
    await expect(publish).rejects.toThrow(/It is not known whether it was stored\./);
    await eventually('Redis to answer again', () => log.ready);
    expect([log.window.head, reports.at(-1)]).toEqual([1, 'Redis is back.']);
  });

  test.each(transportNames)('wait for what another node has acknowledged before they call a cursor ahead of the log, over %s', async (transport) => {
    const key = newKey();
    const line = await RedisLine.start(port);
    const [ahead, behind] = [await startNode(url, { key }), await startNode(line.url, { key })];
    line.hold('waiting');
    await ahead.log.append(numbers(3));
    const cursor = ahead.log.window.cursor(3);
    const stream = openInNode(behind.url, { transport, after: cursor });
    await eventually('the notifications to be in flight', () => line.withheld > 0);
    expect([behind.log.window.head, stream.hellos, stream.gaps]).toEqual([0, [], []]);
    line.release();
    await stream.hello();
    await ahead.log.append(numbers(1, 4));
    expect((await stream.reach(1)).map(({ data }) => data)).toEqual([4]);
    expect(stream.gaps).toEqual([]);
    // A cursor that no node has given is ahead, also here.
    const lost = openInNode(behind.url, { transport, after: ahead.log.window.cursor(999) });
    await lost.gap();
    expect(lost.gaps).toEqual([{ from: ahead.log.window.cursor(999), to: ahead.log.window.cursor(4), reason: 'ahead' }]);
  });
});
