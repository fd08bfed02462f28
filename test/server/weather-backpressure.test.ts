import { createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Deadlines } from '../../server/lab/apparatus/weather/deadlines.ts';
import { Pacer } from '../../server/lab/apparatus/weather/pacer.ts';
import { Queue } from '../../server/lab/apparatus/weather/queue.ts';
import { lineLimit, queueLimit, unimpaired } from '../../server/lab/apparatus/weather/weather.ts';
import { Client, serve, weatherFor } from './weather-support.ts';

describe('Backpressure', () => {
  it('limits the bytes that wait for a stalled reader, and loses none of them', async () => {
    const total = 24 * 1024 * 1024;
    const target = await serve(
      createServer((socket) => {
        socket.on('error', () => {});
        socket.write(Buffer.alloc(total, 'x'));
      }),
    );
    const weather = await weatherFor(target);
    const client = new Client(weather.port);
    client.socket.pause();
    await expect.poll(() => weather.stats().mostQueued).toBeGreaterThan(0.9 * queueLimit);
    client.socket.resume();
    await client.reach(total);
    expect(weather.stats().mostQueued).toBeLessThan(2 * queueLimit);
    expect(weather.stats().down.total).toBe(total);
  });

  it('limits the bytes in flight on a slow connection', async () => {
    const target = await serve(
      createServer((socket) => {
        socket.on('error', () => {});
        socket.write(Buffer.alloc(8 * 1024 * 1024));
      }),
    );
    const weather = await weatherFor(target, { rtt: 300 });
    const client = new Client(weather.port);
    await client.reach(3 * 1024 * 1024);
    expect(weather.stats().mostQueued).toBeLessThan(2 * queueLimit);
  });

  it('queues for a slow connection a second of its bandwidth or 64 KiB, and makes the source wait', async () => {
    const sources: Socket[] = [];
    const target = await serve(
      createServer((socket) => {
        sources.push(socket.on('error', () => {}));
        socket.write(Buffer.alloc(8 * 1024 * 1024));
      }),
    );
    const weather = await weatherFor(target, { bandwidth: 40 });
    const client = new Client(weather.port);
    await client.reach(10);
    expect(client.length).toBeLessThan(1_000);
    // The relay reads chunks of 64 KiB.
    expect(weather.stats().mostQueued).toBeLessThanOrEqual(3 * 65_536);
    expect(sources[0]?.writableLength).toBeGreaterThan(0);
  });

  it('gives each of a thousand connections a share of the total queue', () => {
    expect(lineLimit(unimpaired, 1)).toBe(queueLimit);
    expect(lineLimit(unimpaired, 1_000)).toBe((256 * 1024 * 1024) / 2_000);
    expect(lineLimit(unimpaired, 100_000)).toBe(65_536);
  });

  it('counts the overhead of each queued chunk, so that single bytes cannot fill the memory', () => {
    const queue = new Queue<undefined>();
    for (let count = 0; count < 1_000; count += 1) queue.push(Buffer.from('x'), undefined);
    expect([queue.bytes, queue.weight]).toEqual([1_000, 257_000]);
    while (queue.front) queue.take(1);
    expect([queue.bytes, queue.weight]).toEqual([0, 0]);
  });
});

describe('A slice of a chunk', () => {
  it('has the bytes of 20 ms of bandwidth, at least one, and all of them without a limit', () => {
    const pacer = new Pacer(() => 0);
    const pace = (bandwidth: number) => ({ conditions: { ...unimpaired, bandwidth }, arrived: 1_000 });
    expect([40, 1_000, 1e9, 0].map((bandwidth) => pacer.slice(65_536, pace(bandwidth)))).toEqual([1, 20, 65_536, 65_536]);
    expect([pacer.due(1, pace(40)), pacer.due(1, pace(40)), pacer.due(0, pace(40))]).toEqual([1_025, 1_050, 1_050]);
  });
});

it('A deadline that is too far away for a timer is not due at once', () => {
  const set = vi.spyOn(globalThis, 'setTimeout');
  onTestFinished(() => set.mockRestore());
  const deadlines = new Deadlines();
  deadlines.at(performance.now() + 1e13, () => {});
  deadlines.clear();
  expect(set.mock.calls.map(([, delay]) => delay)).toEqual([3_600_000]);
});
