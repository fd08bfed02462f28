import { createServer } from 'node:net';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../bench/processes/free-port.ts';
import { RedisLogError, redisLog } from '../../server/stream/log/redis/index.ts';
import { eventually } from '../support/eventually.ts';
import { ServerProcess } from '../support/lab-process.ts';
import { hasRedis, RedisServer } from '../support/redis-server.ts';
import { newKey, numbers, openLog, ownRedis } from './support.ts';

const redis = hasRedis ? await RedisServer.start() : undefined;
afterAll(() => redis?.end());
const url = redis?.url ?? '';

const open = (address: string, options = {}) =>
  redisLog(address, { key: newKey(), report() {}, ...options }).then(
    async (log) => {
      await log.close();
      return new Error('It was opened.');
    },
    (error: Error) => error,
  );

/** A server that speaks the protocol of Redis, and answers INFO with this text. */
async function startFake(info: string): Promise<string> {
  const port = await freePort();
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) => socket.write(bytes.includes('INFO') ? `$${info.length}\r\n${info}\r\n` : '+OK\r\n'));
  }).listen(port, '127.0.0.1');
  onTestFinished(() => void server.close());
  return `redis://127.0.0.1:${port}`;
}

describe('a log on Redis explains what is wrong:', () => {
  test.each([
    ['http://localhost:6379', 'got "http://localhost:6379". Correct it.'],
    ['redis://', 'got "redis://". Correct it.'],
    ['redis://localhost:6379/orders', 'got "redis://localhost:6379/orders". Correct it.'],
    ['http://user:secret@localhost', 'got "…@localhost". Correct it.'],
    [undefined, 'got a undefined. Correct it.'],
  ])('the URL %s', async (given, got) => {
    const error = await open(given as string);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe(`Expected the URL of a Redis, redis://host:6379 or rediss://user:password@host:6379/0; ${got}`);
  });

  test.each([
    [{ key: 'two words' }, TypeError, 'Expected `key` of redisLog to be 1 to 200 letters, digits and - _ . :; got "two words".'],
    [{ maxCount: 0 }, RangeError, 'Expected `maxCount` of redisLog to be a whole number from 1 to 10000000; got 0.'],
    [{ keys: 'orders' }, TypeError, 'Expected the options key, maxCount, maxBytes, deadline, report of redisLog; got `keys`.'],
  ])('the options %j', async (options, kind, message) => {
    const error = await open('redis://127.0.0.1:1', options);
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toContain(message);
  });

  test('no server listens, and the password stays secret', async () => {
    const error = await open(`redis://:secret@127.0.0.1:${await freePort()}`);
    expect(error).toBeInstanceOf(RedisLogError);
    expect(error.message).toMatch(/^Expected Redis at redis:\/\/127\.0\.0\.1:\d+; got: connect ECONNREFUSED .+\. Start it, or correct the URL\.$/);
  });

  test('the server does not answer', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    onTestFinished(() => void silent.close());
    const port = await new Promise<number>((resolve) => silent.once('listening', () => resolve((silent.address() as { port: number }).port)));
    expect((await open(`redis://127.0.0.1:${port}`, { deadline: 50 })).message).toContain('got: no answer within 0.05 s. Start it,');
  });

  test.each([
    ['redis_version:6.2.14\r\nrun_id:abc\r\n', 'got version 6.2.14. Upgrade it.'],
    ['nothing', 'got an answer to INFO without a version. Upgrade it.'],
  ])('a Redis whose INFO is %j', async (info, got) => {
    expect((await open(await startFake(info))).message).toMatch(/^Expected Redis 7 or newer, or Valkey, at redis:/);
    expect((await open(await startFake(info))).message).toContain(got);
  });

  test('a lab does not start, with one line and without a stack', async () => {
    const server = new ServerProcess(['--port', '0', '--redis', `redis://127.0.0.1:${await freePort()}`]);
    expect((await server.ends()).code).toBe(1);
    expect(server.stderr).toMatch(/^Expected Redis at redis:.+ECONNREFUSED.+ Start it, or correct the URL\.\n$/);
  });
});

describe.skipIf(!redis)('a log explains what Redis refuses:', () => {
  test('a key that is not a stream, or the stream of another program', async () => {
    await redis?.command('SET', 'text', 'x');
    expect((await open(url, { key: 'text' })).message).toMatch(
      /^Expected a stream, or nothing, at the key of the log at redis:\S+; got: WRONGTYPE .+ Choose another key, or delete what is there\.$/,
    );
    await redis?.command('XADD', 'theirs', '*', 'temperature', '21');
    expect((await open(url, { key: 'theirs' })).message).toMatch(
      /^Expected a stream of this library, .+ Choose another key: what is there belongs to another program\.$/,
    );
    expect(await redis?.command('XLEN', 'theirs')).toBe(1);
  });

  test('a connection without the password', async () => {
    const closed = await ownRedis({ options: ['--requirepass', 'secret'] });
    expect((await open(closed.url)).message).toMatch(/^Expected a URL with the password .+ got: NOAUTH .+ Put it into the URL: /);
    const wrong = await open(closed.url.replace('//', '//:guess@'));
    expect(wrong.message).toMatch(/^Expected the user and the password .+ got: WRONGPASS .+ Correct them in the URL/);
    expect(wrong.message).not.toContain('guess');
    const { log } = await openLog(closed.url.replace('//', '//:secret@'), { key: 'k' });
    expect(await log.append(numbers(1))).toHaveLength(1);
  });

  test('a replica, which is read-only', async () => {
    // Otherwise Redis would wait five seconds for more replicas.
    await redis?.command('CONFIG', 'SET', 'repl-diskless-sync-delay', '0');
    const replica = await ownRedis({ options: ['--replicaof', '127.0.0.1', String(redis?.port)] });
    await eventually('the replica to follow', async () => String(await replica.command('INFO', 'replication')).includes('master_link_status:up'));
    expect((await open(replica.url)).message).toMatch(/^Expected a primary at .+; got: READONLY .+ This is a replica: use the URL of its primary\.$/);
  });

  test('a publish that exceeds its memory: 503 for the publisher, the remedy for the operator', async () => {
    const full = await ownRedis();
    const { log, reports } = await openLog(full.url, { key: 'k' });
    await log.append(numbers(1));
    await full.command('CONFIG', 'SET', 'maxmemory', '1');
    const refused = log.append(numbers(3, 2));
    await expect(refused).rejects.toMatchObject({ code: 'unavailable', headers: { 'Retry-After': '1' } });
    await expect(refused).rejects.toThrow(/Nothing was stored\. Try again later\.$/);
    await expect(log.append(numbers(1))).rejects.toMatchObject({ code: 'unavailable' });
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatch(
      /^A publish was refused\. Expected room in the memory of Redis at .+ got: OOM .+ Raise maxmemory, keep less in the log/,
    );
    await full.command('CONFIG', 'SET', 'maxmemory', '0');
    expect(await log.append(numbers(1, 2))).toEqual([log.window.cursor(2)]);
  });
});
