import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { transportNames } from '../../server/stream/protocol.ts';
import { ask, expectProblem, post } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { openInNode } from '../support/platform.ts';
import { hasRedis, type RedisServer } from '../support/redis-server.ts';
import { startTestLab } from '../support/start-lab.ts';
import { type Node, newKey, numbers, openLog, ownRedis, retained, startNode } from './support.ts';

/** Milliseconds: quick to see that Redis does not answer, and longer than an answer takes on a machine that is busy. */
const deadline = 2_000;
const flawless = { missing: 0, doubled: 0, reordered: 0 };
const dataOf = (notifications: readonly { readonly data: unknown }[]) => notifications.map(({ data }) => data);

const openAll = (node: Node) => transportNames.map((transport) => openInNode(node.url, { transport, after: 'earliest' }));

/** All memory of Redis is gone, and what is in this file comes back. */
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
  test('is killed and has kept everything goes on under another epoch, and tells nobody a gap', async () => {
    const redis = await ownRedis({ keeps: 'always' });
    const key = newKey();
    const [one, other] = [await startNode(redis.url, { key }), await startNode(redis.url, { key })];
    const streams = [...openAll(one), ...openAll(other)];
    await one.log.append(numbers(20));
    await Promise.all(streams.map((stream) => stream.reach(20)));
    const before = one.log.window.epoch;

    await redis.signal('SIGKILL');
    await eventually('both nodes to see it', () => !one.log.ready && !other.log.ready);
    const refused = await post(one, '{"event":"e","data":1}');
    expectProblem(refused, 503, 'unavailable');
    expect(refused.headers['retry-after']).toBe('1');
    await redis.run();
    await eventually('both nodes to be back', () => one.log.ready && other.log.ready);
    expect(one.log.window.epoch).not.toBe(before);
    expect(other.log.window.epoch).toBe(one.log.window.epoch);
    expect(await other.log.append(numbers(5, 21))).toEqual([1, 2, 3, 4, 5].map((seq) => `${one.log.window.epoch}-${seq}`));

    // Cursors of before lead on exactly, also on a node that was not there then.
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

  test('comes back with an older snapshot tells a gap to every reader who was there, and to whoever comes with a cursor of before', async () => {
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

    // Who had not come as far as what is lost reads on up to there, and is told then: it was acknowledged, and he will not get it either.
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
    // Whoever had left before heard nothing of it yet, and a filter that passes nothing changes nothing.
    const deaf = openInNode(late.url, { transport: 'long-polling', after: `${epoch}-8`, events: ['other'] });
    await deaf.gap();
    expect(deaf.gaps).toEqual([{ from: `${epoch}-10`, to: `${next}-0`, reason: 'epoch' }]);
  });

  test('is emptied begins anew, whether somebody publishes then or not', async () => {
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
    await eventually('the second gap to be told', () => streams.every(({ gaps }) => gaps.length === 2));
  });

  test('has another entry under the id that a node has read changes the epoch, and continues none of its cursors', async () => {
    const redis = await ownRedis();
    const key = newKey();
    const node = await startNode(redis.url, { key });
    await node.log.append(numbers(3));
    const { epoch } = node.log.window;
    // At once: a node looks every second whether all is there.
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

  test('is paused refuses publishes, keeps its readers, and catches up', async () => {
    const redis = await ownRedis();
    const key = newKey();
    const node = await startNode(redis.url, { key, deadline });
    const streams = openAll(node);
    await Promise.all(streams.map((stream) => stream.hello()));
    await redis.signal('SIGSTOP');
    const refused = await post(node, '{"event":"number","data":1}');
    expectProblem(refused, 503, 'unavailable');
    expect(refused.headers['retry-after']).toBe('1');
    await eventually('the node not to be ready', () => !node.log.ready);
    expect(await node.log.append(numbers(1)).catch(({ message }: Error) => message)).toMatch(/Nothing was stored\. Try again later\.$/);
    await redis.signal('SIGCONT');
    await eventually('the node to be ready', () => node.log.ready);
    await eventually('a publish to be stored', () =>
      node.log.append(numbers(1, 2)).then(
        () => true,
        () => false,
      ),
    );
    // The first one was on its way: it is not known to be stored, and may have been.
    for (const stream of streams) {
      await stream.until('number 2', () => stream.notifications.at(-1)?.data === 2);
      expect(await stream.ledger()).toMatchObject({ gaps: 0, ...flawless });
      expect(stream.of<{ final?: boolean }>('error').filter(({ final }) => final)).toEqual([]);
    }
    expect(new Set(streams.map(({ notifications }) => JSON.stringify(notifications))).size).toBe(1);
  });

  test('was trimmed before a node had read it all tells its readers that they were too slow', async () => {
    const redis = await ownRedis();
    const key = newKey();
    const bounds = { key, maxCount: 10 };
    const away = await startNode(redis.url, bounds);
    await away.log.append(numbers(5));
    const streams = openAll(away);
    await Promise.all(streams.map((stream) => stream.reach(5)));
    const writer = await openLog(redis.url, bounds);
    // At once: no node can read in between.
    const { epoch } = away.log.window;
    const ms = Number.parseInt(epoch, 36);
    const script = `for seq = 6, 500 do redis.call('XADD', KEYS[1], 'MAXLEN', '10', ARGV[1] .. '-*', 'event', 'number', 'broadcast', '', 'json', '"event":"number","data":' .. seq .. ',"at":1}') end`;
    await redis.command('EVAL', script, '1', key, String(ms));
    await eventually('both nodes to be there', () => away.log.window.cursor(away.log.window.head) === `${epoch}-500`);
    await eventually('the other node to be there', () => retained(writer.log).at(-1)?.data === 500);
    for (const stream of streams) {
      expect(dataOf(await stream.reach(15))).toEqual([1, 2, 3, 4, 5, ...dataOf(numbers(10, 491))]);
      expect(stream.gaps).toMatchObject([{ from: `${epoch}-5`, to: `${epoch}-490` }]);
      expect(['slow', 'expired']).toContain(stream.gaps[0]?.reason);
    }
    expect(dataOf(retained(away.log))).toEqual(dataOf(retained(writer.log)));
  });

  test('is away makes a lab that is not ready, and closing it does not wait for Redis', async () => {
    const redis = await ownRedis();
    const lab = await startTestLab({ redis: redis.url, redisKey: newKey() });
    expect((await ask(lab, '/readyz')).status).toBe(200);
    await redis.signal('SIGKILL');
    await eventually('the lab not to be ready', async () => (await ask(lab, '/readyz')).status === 503);
    expect(expectProblem(await ask(lab, '/readyz'), 503, 'unavailable').detail).toBe(
      'Expected a log that can store; its engine does not answer at present. Ask another, or again later.',
    );
    expect((await ask(lab, '/healthz')).status).toBe(200);
    await lab.close();
  });

  test('answers late is waited for by close', async () => {
    const redis = await ownRedis();
    const { log } = await openLog(redis.url, { key: newKey() });
    await redis.signal('SIGSTOP');
    const publish = log.append(numbers(1));
    const closing = log.close();
    await redis.signal('SIGCONT');
    await closing;
    expect(await publish).toHaveLength(1);
    await expect(log.append(numbers(1))).rejects.toThrow('Expected an open log; this one is closed.');
    expect(log.ready).toBe(false);
  });
});
