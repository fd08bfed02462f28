import { describe, expect, test } from 'vitest';
import { ask, expectProblem, post } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { hasRedis } from '../support/redis-server.ts';
import { startTestLab } from '../support/start-lab.ts';
import { dataOf, flawless, openAll } from './outages-support.ts';
import { newKey, numbers, openLog, ownRedis, retained, startNode } from './support.ts';

/** Milliseconds: short, to notice soon that Redis does not answer, but longer than an answer takes on a busy machine. */
const deadline = 2_000;

describe.skipIf(!hasRedis)('a log whose Redis', () => {
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
    // The first one was in flight: it may or may not have been stored.
    for (const stream of streams) {
      await stream.until('number 2', () => stream.notifications.at(-1)?.data === 2);
      expect(await stream.ledger()).toMatchObject({ gaps: 0, ...flawless });
      expect(stream.of<{ final?: boolean }>('error').filter(({ final }) => final)).toEqual([]);
    }
    expect(new Set(streams.map(({ notifications }) => JSON.stringify(notifications))).size).toBe(1);
  });

  test('was trimmed before a node had read everything sends its readers a gap with the reason slow', async () => {
    const redis = await ownRedis();
    const key = newKey();
    const bounds = { key, maxCount: 10 };
    const away = await startNode(redis.url, bounds);
    await away.log.append(numbers(5));
    const streams = openAll(away);
    await Promise.all(streams.map((stream) => stream.reach(5)));
    const writer = await openLog(redis.url, bounds);
    // In one step, so that no node can read in between.
    const { epoch } = away.log.window;
    const ms = Number.parseInt(epoch, 36);
    const script = `for seq = 6, 500 do redis.call('XADD', KEYS[1], 'MAXLEN', '10', ARGV[1] .. '-*', 'event', 'number', 'broadcast', '', 'json', '"event":"number","data":' .. seq .. ',"at":1}') end`;
    await redis.command('EVAL', script, '1', key, String(ms));
    await eventually('the node to have read everything', () => away.log.window.cursor(away.log.window.head) === `${epoch}-500`);
    await eventually('the other node to have read everything', () => retained(writer.log).at(-1)?.data === 500);
    for (const stream of streams) {
      expect(dataOf(await stream.reach(15))).toEqual([1, 2, 3, 4, 5, ...dataOf(numbers(10, 491))]);
      expect(stream.gaps).toMatchObject([{ from: `${epoch}-5`, to: `${epoch}-490` }]);
      expect(['slow', 'expired']).toContain(stream.gaps[0]?.reason);
    }
    expect(dataOf(retained(away.log))).toEqual(dataOf(retained(writer.log)));
  });

  test('is down makes the lab not ready, and closing the lab does not wait for Redis', async () => {
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

  test('answers late delays `close` until it has answered', async () => {
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
