import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import { FeedPace } from '../../server/lab/sources/feed-pace.ts';
import { LastEventId } from '../../server/lab/sources/last-event-id.ts';
import { sseSource } from '../../server/lab/sources/sse-feed.ts';
import { memoryLog } from '../../server/stream/log/memory-log.ts';
import { eventually } from '../support/eventually.ts';

/** Milliseconds: the lab reconnects to a feed after half a second at the earliest. */
const comeback = 20_000;

const stream = { 'Content-Type': 'text/event-stream' };

interface Fed {
  /** What the source reported. */
  readonly said: string[];
  /** When it connected, and with which request. */
  readonly asked: { readonly at: number; readonly request: IncomingMessage }[];
  readonly head: () => number;
}

/** A feed that answers the n-th request with the n-th answer, and every later one with the last. */
async function feed(...answers: ((response: ServerResponse, origin: string) => void)[]): Promise<Fed> {
  const asked: Fed['asked'] = [];
  const server = createServer((request, response) => {
    asked.push({ at: performance.now(), request });
    answers[Math.min(asked.length, answers.length) - 1]?.(response, origin);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${listeningPort(server)}`;
  const said: string[] = [];
  const log = memoryLog();
  const stop = sseSource(new URL(`${origin}/`), log, (line) => said.push(line));
  onTestFinished(() => {
    stop();
    server.close();
    server.closeAllConnections();
  });
  return { said, asked, head: () => log.window.head };
}

const refuse =
  (status: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void =>
    void response.writeHead(status, headers).end();
const send =
  (text: string, headers: Record<string, string> = stream) =>
  (response: ServerResponse): void =>
    void response.writeHead(200, headers).end(text);
const stay =
  (text: string, headers: Record<string, string> = stream) =>
  (response: ServerResponse): void =>
    void response.writeHead(200, headers).write(text);

describe('A feed decides when the lab reconnects:', () => {
  it('no earlier than its `retry`', async () => {
    const { asked } = await feed(send('retry: 1500\ndata: 1\n\n'), stay('data: 2\n\n'));
    await eventually('the second request', () => asked.length === 2, comeback);
    const [first, second] = asked;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1_490);
  });

  it.each([
    ['seconds', () => '1'],
    ['a date', () => new Date(Date.now() + 3_000).toUTCString()],
  ])('no earlier than its `Retry-After` in %s', async (_, value) => {
    const { asked, said } = await feed((response) => refuse(503, { 'Retry-After': value() })(response), stay('data: 1\n\n'));
    await eventually('the second request', () => asked.length === 2, comeback);
    const [first, second] = asked;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
    expect(said[0]).toMatch(/expected an event stream; got status 503, no type; again in \d\.\d s\.$/);
  });

  it('after a 204 the lab does not reconnect, and reports it', async () => {
    const { said, asked } = await feed(refuse(204));
    await eventually('the end', () => said.length > 0);
    expect(said[0]).toMatch(/: the feed answered 204, which asks not to come back\. It is closed; the lab goes on\.$/);
    expect(asked).toHaveLength(1);
  });

  it.each([301, 302, 307, 308])('a %i redirects it', async (status) => {
    const { head, asked } = await feed((response, origin) => refuse(status, { Location: `${origin}/elsewhere` })(response), stay('data: 1\n\n'));
    await eventually('the notification', () => head() === 1);
    expect(asked.map(({ request }) => request.url)).toEqual(['/', '/elsewhere']);
  });

  it('a circle of redirects counts as a failed attempt', async () => {
    const { said } = await feed((response, origin) => refuse(302, { Location: `${origin}/again` })(response));
    await eventually('a report', () => said.length > 0);
    expect(said[0]).toMatch(/redirect count exceeded; again in /);
  });
});

describe('The wait before the lab reconnects to a feed', () => {
  const afterRetry = (wait: number) => (pace: FeedPace) => {
    pace.retry(wait);
    return pace.next(null);
  };

  it.each<[name: string, ask: (pace: FeedPace) => number, wait: number]>([
    ['has a minimum, so that a feed that ends at once causes no loop', (pace) => pace.next(null), 500],
    ['is at least the `retry` of the feed', afterRetry(7_000), 7_000],
    ['is at most an hour, whatever the `retry` of the feed', afterRetry(1e12), 3_600_000],
    ['is not shortened by `retry: 0`', afterRetry(0), 500],
    ['follows Retry-After', (pace) => pace.next('120'), 120_000],
    ['clamps a Retry-After of 30 days', (pace) => pace.next('2592000'), 3_600_000],
    ['follows a date', (pace) => pace.next('Fri, 01 Jan 2027 00:01:00 GMT', Date.UTC(2027, 0, 1)), 60_000],
    ['is the minimum after a date in the past', (pace) => pace.next('Fri, 01 Jan 2027 00:00:00 GMT', Date.UTC(2028, 0, 1)), 500],
    ['ignores a value that is neither number nor date', (pace) => pace.next('soon'), 500],
  ])('%s', (_, ask, wait) => {
    expect(ask(new FeedPace(() => 0))).toBe(wait);
  });

  it('doubles until the feed sends something again', () => {
    const pace = new FeedPace(() => 1);
    const waits = [1, 2, 3].map(() => pace.next(null));
    pace.heard();
    expect([...waits, pace.next(null)]).toEqual([1_000, 2_000, 4_000, 1_000]);
  });
});

describe('Headers, ids and events of a feed:', () => {
  it('a media type may have capitals and parameters', async () => {
    const { head } = await feed(stay('data: 1\n\n', { 'Content-Type': 'Text/Event-Stream;charset=UTF-8' }));
    await eventually('the notification', () => head() === 1);
  });

  it('a type that only begins with text/event-stream is refused', async () => {
    const { said } = await feed(stay('data: 1\n\n', { 'Content-Type': 'text/event-stream-like' }));
    await eventually('a report', () => said.length > 0);
    expect(said[0]).toContain('expected an event stream; got status 200, text/event-stream-like');
  });

  it('an empty id resets the last one', async () => {
    const { asked } = await feed(send('id: 7\ndata: 1\n\n'), send('id\ndata: 2\n\n'), stay('data: 3\n\n'));
    await eventually('three requests', () => asked.length === 3, comeback);
    expect(asked.map(({ request }) => request.headers['last-event-id'])).toEqual([undefined, '7', undefined]);
  });

  it.each([
    ['control characters', 'a\u001b]0;owned\u0007\u001b[2Jb'],
    ['900000 bytes', 'x'.repeat(900_000)],
  ])('an id of %s is not sent, which is reported once, and the lab reconnects', async (got, id) => {
    const { asked, said, head } = await feed(send(`id: ${id}\ndata: 1\n\n`));
    await eventually('three requests', () => asked.length === 3 && head() === 3, comeback);
    expect(asked.map(({ request }) => request.headers['last-event-id'])).toEqual([undefined, undefined, undefined]);
    expect(said.filter((line) => line.includes(`got ${got}. It cannot be presented`))).toHaveLength(1);
    expect(said.join('')).not.toContain('\u001b');
  });

  it('an id is shortened in reports, and sent whole', () => {
    const id = new LastEventId();
    expect(id.take('é'.repeat(1_000))).toBeUndefined();
    expect(`${id}`).toBe(` after ${'é'.repeat(79)}…`);
    expect(id.headers).toEqual({ 'Last-Event-ID': 'Ã©'.repeat(1_000) });
  });

  it('a heartbeat of 10¹² ms does not make the lab give up the connection', async () => {
    const set = vi.spyOn(globalThis, 'setTimeout');
    onTestFinished(() => set.mockRestore());
    const { said, head } = await feed(stay('event: hello\ndata: {"cursor":"abc-0","heartbeat":1000000000000}\n\ndata: {"event":"a","data":1}\n\n'));
    await eventually('the notification', () => head() === 1);
    // Node sets a timer of more than 2³¹ − 1 ms to 1 ms.
    const delays = set.mock.calls.map(([, delay = 0]) => delay);
    expect([delays.includes(3_600_000), Math.max(...delays)]).toEqual([true, 3_600_000]);
    expect(said).toEqual([]);
  });

  it('the report of a gap is one printable line', async () => {
    const { said } = await feed(stay(`event: hello\ndata: {"cursor":"abc-0","heartbeat":0}\n\nevent: gap\ndata: \u001b[2J${'x'.repeat(5_000)}\n\n`));
    await eventually('a report', () => said.length > 0);
    expect(said[0]).toMatch(/a gap is told \(undefined\): \\u001b\[2Jx+…$/);
    expect(said[0]?.length).toBeLessThan(400);
  });
});
