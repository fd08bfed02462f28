import { expect, onTestFinished, test, vi } from 'vitest';
import type { StreamOptions } from '../../client/stream/index.ts';
import { eventually } from '../support/eventually.ts';
import { events, helloEvent, json, startFake } from '../support/fake-server.ts';
import { openInNode } from '../support/platform.ts';

/** With `random` 0 a wait is half of its cap: 100, 200 and 400 ms after the second, third and fourth request that brought nothing new. */
const braked = { retry: { first: 100, longest: 30_000 }, random: () => 0 };

/**
 * Sends requests to a server that answers at once. The clock advances only while the client waits, so that a busy machine measures the same.
 * @returns the stream, and the milliseconds between the first five requests
 */
async function askFiveTimes(answer: (url: URL) => object | undefined, options: StreamOptions) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const asked: number[] = [];
  const fetch: typeof globalThis.fetch = async (url) => {
    asked.push(performance.now());
    const body = answer(new URL(String(url)));
    return body ? Response.json(body) : new Response(null, { status: 204 });
  };
  const stream = openInNode('http://lab.test', { fetch, ...braked, ...options });
  for (let waited = 0; asked.length < 5; waited += 1) {
    if (waited > 20_000) throw new Error(`Expected five requests within 20 s; got ${asked.length}.`);
    await vi.advanceTimersByTimeAsync(1);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { stream, pauses: asked.slice(1).map((at, index) => at - (asked[index] ?? 0)) };
}

test.each([
  ['a long poll that is answered at once', { cursor: 'abc-1', notifications: [] }],
  ['`more` without end', { cursor: 'abc-1', notifications: [], more: true }],
  ['a cursor that goes backwards', { cursor: 'abc-0', notifications: [], more: true }],
])('the wait doubles after %s', async (_what, answer) => {
  const { pauses } = await askFiveTimes(() => answer, { transport: 'long-polling', after: 'abc-1' });
  expect(pauses[2]).toBeGreaterThanOrEqual(195);
  expect(pauses[3]).toBeGreaterThanOrEqual(395);
});

test('the wait doubles after a long poll that is answered with 204 at once', async () => {
  const { pauses } = await askFiveTimes(() => undefined, { transport: 'long-polling', after: 'abc-1' });
  expect(pauses[3]).toBeGreaterThanOrEqual(395);
});

test('a long catch-up is not slowed down', async () => {
  const last = 200;
  const server = await startFake({
    http(_request, response, url) {
      const seq = Number(url.searchParams.get('after')?.split('-')[1]) + 1;
      if (seq > last) response.writeHead(204).end();
      else json(response, { cursor: `abc-${seq}`, notifications: [{ id: `abc-${seq}`, event: 'e', data: seq, at: 1 }], more: true });
    },
  });
  const slow = { retry: { first: 60_000, longest: 60_000 } };
  const stream = openInNode(server.url, { transport: 'polling', after: 'abc-0', ...slow });
  expect(await stream.reach(last)).toHaveLength(last);
});

test.each(['polling', 'long-polling'] as const)(
  '%s slows down if two logs are behind one address, and the cause is reported once',
  async (transport) => {
    let turn = 0;
    const answer = (url: URL) => {
      turn += 1;
      const epoch = turn % 2 ? 'aaa' : 'bbb';
      const after = url.searchParams.get('after');
      const gap = after && { from: after, to: `${epoch}-0`, reason: 'epoch' };
      return { cursor: `${epoch}-1`, notifications: [{ id: `${epoch}-1`, event: 'e', data: 1, at: 1 }], ...(gap && { gap }) };
    };
    const { stream, pauses } = await askFiveTimes(answer, { transport, interval: 1 });
    expect(pauses[2]).toBeGreaterThanOrEqual(95);
    expect(pauses[3]).toBeGreaterThanOrEqual(195);
    expect(stream.of('error')).toMatchObject([
      { message: 'Expected one log behind this address; got two by turns, bbb and aaa. Let all processes share one log.' },
    ]);
  },
);

test('an event stream that ends after its hello is reopened once by the browser, then by the client with doubled waits', async () => {
  const server = await startFake({
    http(_request, response) {
      events(response, 'retry: 0', helloEvent('abc-1'));
      response.end();
    },
  });
  const stream = openInNode(server.url, { transport: 'sse', after: 'abc-1', retry: { first: 8, longest: 1_000 }, random: () => 1 });
  const waits = () => stream.of<{ retryIn?: number }>('state').flatMap(({ retryIn }) => (retryIn === undefined ? [] : [retryIn]));
  await stream.until('four scheduled retries', () => waits().length >= 4);
  expect(waits().slice(0, 4)).toEqual([16, 32, 64, 128]);
});

test.each([1e12, 1e308, 0.001])('a heartbeat of %s ms neither overflows a timer nor ends the connection at once', async (heartbeat) => {
  const server = await startFake({
    socket: (socket) => socket.send(JSON.stringify({ type: 'hello', cursor: 'abc-1', heartbeat })),
  });
  const stream = openInNode(server.url, { transport: 'websocket' });
  const warned: Error[] = [];
  const warn = (warning: Error) => warned.push(warning);
  process.on('warning', warn);
  await stream.hello();
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', warn);
  expect(warned).toEqual([]);
  expect(stream.stream.state).toBe('open');
});

test('a jump far ahead is counted without a loop, and late numbers among the last thousand are still accepted', async () => {
  const far = Number.MAX_SAFE_INTEGER - 1;
  const note = (seq: number) => JSON.stringify({ id: `abc-${seq}`, event: 'e', data: seq, at: 1 });
  const server = await startFake({
    socket(socket) {
      socket.send(JSON.stringify({ type: 'hello', cursor: 'abc-1', heartbeat: 0 }));
      for (const seq of [far, far - 1_000, far - 1_001, far]) socket.send(note(seq));
    },
  });
  const stream = openInNode(server.url, { transport: 'websocket' });
  await eventually('the last notification', () => stream.stream.ledger.doubled === 2);
  expect(stream.notifications.map(({ data }) => data)).toEqual([far, far - 1_000]);
  expect(stream.stream.ledger).toMatchObject({ received: 2, reordered: 1, missing: far - 2 - 1 });
});
