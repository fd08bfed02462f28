import { randomBytes } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { queueLimit } from '../../server/lab/apparatus/weather/weather.ts';
import { patience } from '../support/patience.ts';
import { Client, serve, serveEcho, weatherFor } from './weather-support.ts';

/** @returns a function that returns the milliseconds of every timer set since, except the deadlines of tests */
function watchWaits(): () => number[] {
  const set = vi.spyOn(globalThis, 'setTimeout');
  onTestFinished(() => set.mockRestore());
  return () => set.mock.calls.flatMap(([, wait = 0]) => (wait < patience ? [wait] : []));
}

describe('An unimpaired relay', () => {
  it('passes bytes in both directions without delay', async () => {
    const client = new Client((await weatherFor(await serveEcho())).port);
    await client.echo('warm');
    const waits = watchWaits();
    for (let trip = 0; trip < 50; trip += 1) await client.echo('ping');
    expect(waits()).toEqual([]);
  });

  it('passes on the end of either side', async () => {
    const weather = await weatherFor(await serveEcho());
    const client = new Client(weather.port);
    client.socket.end('bye');
    await client.until('the end', () => client.ended === 'end');
    expect(client.text).toBe('bye');
  });

  it('resets a client if the server refuses the connection', async () => {
    const weather = await weatherFor({ port: 1 });
    const client = new Client(weather.port);
    await client.until('a reset', () => client.ended === 'reset');
  });

  it('counts bytes by connection, direction and kind', async () => {
    const target = await serve(createHttpServer((_, response) => response.end('0123456789')));
    const weather = await weatherFor(target);
    const client = new Client(weather.port);
    const request = 'GET / HTTP/1.1\r\nHost: lab\r\n\r\n';
    client.socket.write(request);
    await client.until('the body', () => client.text.endsWith('0123456789'));
    const { accepted, open, up, down } = weather.stats();
    expect(accepted).toBe(1);
    expect(up).toEqual({ total: request.length, heads: request.length });
    expect(down).toEqual({ total: client.length, heads: client.length - 10 });
    expect(open).toMatchObject([{ number: 1, up, down, queued: { up: 0, down: 0 } }]);
  });

  it('still counts the bytes of closed connections', async () => {
    const weather = await weatherFor(await serveEcho());
    const client = new Client(weather.port);
    client.socket.end('bye');
    await client.until('the end', () => client.socket.closed);
    await expect.poll(() => weather.stats().open.length).toBe(0);
    expect(weather.stats()).toMatchObject({ up: { total: 3, heads: 0 }, down: { total: 3, heads: 0 } });
  });
});

describe('Round-trip time', () => {
  it('delays by the value that is set, half in each direction, and follows a change', async () => {
    const weather = await weatherFor(await serveEcho(), { rtt: 100 });
    const client = new Client(weather.port);
    const waits = watchWaits();
    expect(await client.echo('ping')).toBeGreaterThanOrEqual(99);
    // Part of the delay has passed: the timer is set for the rest.
    expect(Math.max(...waits())).toBeLessThanOrEqual(50);
    weather.set({ rtt: 20 });
    const before = waits().length;
    expect(await client.echo('ping')).toBeGreaterThanOrEqual(19);
    expect(Math.max(...waits().slice(before))).toBeLessThanOrEqual(10);
  });

  it('delays each byte independently: many in flight take no longer than one', async () => {
    const weather = await weatherFor(await serveEcho(), { rtt: 400 });
    const client = new Client(weather.port);
    // One after the other they would take longer than the deadline of a minute.
    for (let count = 0; count < 400; count += 1) {
      client.socket.write(`message ${count}\n`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await client.until('the last message', () => client.text.endsWith('message 399\n'));
  });
});

describe('Jitter', () => {
  it('delays a mebibyte, and keeps its order and every byte', async () => {
    const weather = await weatherFor(await serveEcho(), { rtt: 10, jitter: 20, seed: 7 });
    const client = new Client(weather.port);
    const bytes = randomBytes(1024 * 1024);
    client.socket.write(bytes);
    await client.reach(bytes.byteLength);
    expect(client.received.equals(bytes)).toBe(true);
  });
});

describe('Bandwidth', () => {
  it('delays a slice by its size', async () => {
    const weather = await weatherFor(await serveEcho(), { bandwidth: 100_000 });
    const client = new Client(weather.port);
    const took = await client.echo('x'.repeat(30_000));
    expect(took).toBeGreaterThanOrEqual(295);
  });
});

describe('Conditions', () => {
  it.each([{ rtt: -1 }, { jitter: Number.NaN }, { bandwidth: Number.POSITIVE_INFINITY }, { buffering: 2 * queueLimit }])(
    'refuse %o',
    async (changes) => {
      const weather = await weatherFor({ port: 1 });
      expect(() => weather.set(changes)).toThrow(/^Expected .*; got /);
    },
  );
});
