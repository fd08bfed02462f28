import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { transportNames } from '../../server/stream/protocol.ts';
import { expectProblem, post } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { openInNode } from '../support/platform.ts';
import { hasRedis, type RedisServer } from '../support/redis-server.ts';
import { dataOf, flawless, openAll } from './outages-support.ts';
import { newKey, numbers, ownRedis, startNode } from './support.ts';

/** Restarts Redis with the data of this file. */
async function goBackTo(redis: RedisServer, snapshot: string): Promise<void> {
  await redis.signal('SIGKILL');
  await copyFile(snapshot, join(redis.folder, 'dump.rdb'));
  await redis.run();
}

async function takeSnapshot(redis: RedisServer): Promise<string> {
  await redis.command('SAVE');
  const snapshot = join(redis.folder, 'kept.rdb');
  await copyFile(join(redis.folder, 'dump.rdb'), snapshot);
  return snapshot;
}

describe.skipIf(!hasRedis)('a log whose Redis', () => {
  test('is killed and has lost nothing goes on with another epoch, without a gap', async () => {
    const redis = await ownRedis({ keeps: 'always' });
    const key = newKey();
    const [one, other] = [await startNode(redis.url, { key }), await startNode(redis.url, { key })];
    const streams = [...openAll(one), ...openAll(other)];
    await one.log.append(numbers(20));
    await Promise.all(streams.map((stream) => stream.reach(20)));
    const before = one.log.window.epoch;

    await redis.signal('SIGKILL');
    await eventually('both nodes to notice it', () => !one.log.ready && !other.log.ready);
    const refused = await post(one, '{"event":"e","data":1}');
    expectProblem(refused, 503, 'unavailable');
    expect(refused.headers['retry-after']).toBe('1');
    await redis.run();
    await eventually('both nodes to be ready', () => one.log.ready && other.log.ready);
    expect(one.log.window.epoch).not.toBe(before);
    expect(other.log.window.epoch).toBe(one.log.window.epoch);
    expect(await other.log.append(numbers(5, 21))).toEqual([1, 2, 3, 4, 5].map((seq) => `${one.log.window.epoch}-${seq}`));

    // Earlier cursors continue exactly, also on a node that started later.
    const late = await startNode(redis.url, { key });
    streams.push(
      openInNode(late.url, { transport: 'sse', after: `${before}-0` }),
      openInNode(late.url, { transport: 'polling', after: `${before}-0` }),
    );
    const tail = openInNode(late.url, { transport: 'websocket', after: `${before}-20` });
    for (const stream of streams) {
      expect(dataOf(await stream.reach(25))).toEqual(dataOf(numbers(25)));
      expect(await stream.ledger()).toMatchObject({ received: 25, gaps: 0, ...flawless });
    }
    expect(dataOf(await tail.reach(5))).toEqual(dataOf(numbers(5, 21)));
    expect(tail.gaps).toEqual([]);
  });

  test('restarts with an older snapshot sends a gap to every connected reader, and to every reader with an earlier cursor', async () => {
    const redis = await ownRedis();
    const key = newKey();
    const node = await startNode(redis.url, { key });
    await node.log.append(numbers(10));
    const { epoch } = node.log.window;
    const snapshot = await takeSnapshot(redis);
    const streams = openAll(node);
    await node.log.append(numbers(10, 11));
    await Promise.all(streams.map((stream) => stream.reach(20)));

    await goBackTo(redis, snapshot);
    await eventually('the gap to be told', () => streams.every(({ gaps }) => gaps.length === 1));
    const next = node.log.window.epoch;
    expect(next).not.toBe(epoch);
    for (const { gaps } of streams) expect(gaps).toEqual([{ from: `${epoch}-20`, to: `${next}-0`, reason: 'epoch' }]);
    await node.log.append(numbers(3, 101));
    for (const stream of streams) {
      expect(dataOf(await stream.reach(23))).toEqual([...dataOf(numbers(20)), 101, 102, 103]);
      expect(await stream.ledger()).toMatchObject({ gaps: 1, ...flawless });
    }
    expect(node.reports.join('\n')).toContain(`Redis does not go on behind ${epoch}-20`);

    // A reader from before the loss reads up to it, and then gets a gap: the lost notifications were acknowledged, and this reader will not get them either.
    const late = await startNode(redis.url, { key });
    for (const [seq, before, from] of [
      [7, [8, 9, 10], 10],
      [10, [], 10],
      [11, [], 11],
    ] as const) {
      for (const transport of transportNames) {
        for (const { url } of [node, late]) {
          const reader = openInNode(url, { transport, after: `${epoch}-${seq}` });
          expect(dataOf(await reader.reach(before.length + 3))).toEqual([...before, 101, 102, 103]);
          expect(reader.gaps).toEqual([{ from: `${epoch}-${from}`, to: `${next}-0`, reason: 'epoch' }]);
        }
      }
    }
    // A reader that had disconnected before gets the gap, too, also with a filter that passes nothing.
    const deaf = openInNode(late.url, { transport: 'long-polling', after: `${epoch}-8`, events: ['other'] });
    await deaf.gap();
    expect(deaf.gaps).toEqual([{ from: `${epoch}-10`, to: `${next}-0`, reason: 'epoch' }]);
  });

  test('is emptied begins a new epoch, with or without a publish after it', async () => {
    const redis = await ownRedis();
    const key = newKey();
    const [quiet, busy] = [await startNode(redis.url, { key }), await startNode(redis.url, { key })];
    await busy.log.append(numbers(5));
    const { epoch } = busy.log.window;
    const streams = openAll(quiet);
    await Promise.all(streams.map((stream) => stream.reach(5)));
    await redis.command('FLUSHALL');
    await eventually('the gap to be told', () => streams.every(({ gaps }) => gaps.length === 1));
    const next = quiet.log.window.epoch;
    expect(streams[0]?.gaps).toEqual([{ from: `${epoch}-5`, to: `${next}-0`, reason: 'epoch' }]);
    expect(await busy.log.append(numbers(1, 6))).toEqual([`${next}-1`]);
    await Promise.all(streams.map((stream) => stream.reach(6)));
    await redis.command('DEL', key);
    const [id] = await busy.log.append(numbers(1, 7));
    expect(id).toMatch(/-1$/);
    for (const stream of streams) expect(dataOf(await stream.reach(7))).toEqual([1, 2, 3, 4, 5, 6, 7]);
    await eventually('the second gap', () => streams.every(({ gaps }) => gaps.length === 2));
  });

  test('has another entry under an id that a node has read changes the epoch, and continues none of its cursors', async () => {
    const redis = await ownRedis();
    const key = newKey();
    const node = await startNode(redis.url, { key });
    await node.log.append(numbers(3));
    const { epoch } = node.log.window;
    // In one script, because a node checks every second whether all entries are present.
    const script = `redis.call('DEL', KEYS[1])
      redis.call('XADD', KEYS[1], ARGV[1] .. '-0', 'begin', redis.call('HGET', KEYS[1] .. ':epoch', 'run'), 'last', '')
      for seq = 1, 3 do redis.call('XADD', KEYS[1], ARGV[1] .. '-' .. seq, 'event', 'e', 'broadcast', '', 'json', '"event":"e","data":"another","at":1}') end`;
    await redis.command('EVAL', script, '1', key, String(Number.parseInt(epoch, 36)));
    await eventually('another epoch', () => node.log.window.epoch !== epoch);
    const stream = openInNode(node.url, { transport: 'sse', after: `${epoch}-2` });
    await stream.gap();
    expect(stream.gaps[0]?.reason).toBe('epoch');
    expect(await node.log.append(numbers(1))).toEqual([`${node.log.window.epoch}-1`]);
  });
});
