import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { checks, type Finding, formatFindings, judged, type Surroundings } from '../../../client/page/self-test/checks.ts';
import { startTestLab } from '../../support/start-lab.ts';

/** Milliseconds: what has to come within them comes, however busy the machine is. */
const roomy = 5_000;

const around = (root: string, patience: number, fetcher = fetch, idle = 500): Surroundings => ({
  root,
  fetch: fetcher,
  WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
  now: () => performance.now(),
  hold: 1,
  idle: idle / 1_000,
  patience,
});

const titleOf = ({ name }: (typeof checks)[number]): string => name.split(':')[1]?.trim() ?? name;

const run = async (which: typeof checks, surroundings: Surroundings): Promise<Record<string, Finding>> => {
  const signal = new AbortController().signal;
  return Object.fromEntries(await Promise.all(which.map(async (check) => [titleOf(check), await check.run(surroundings, signal)] as const)));
};

const runAll = (origin: string, patience = roomy, fetcher = fetch) => run(checks, around(origin, patience, fetcher));

/** One check, where the others would only take their patience. */
const runOne = async (title: string, origin: string, idle?: number): Promise<Finding | undefined> => {
  const found = await run(
    checks.filter((check) => titleOf(check) === title),
    around(origin, roomy, fetch, idle),
  );
  return found[title];
};

/** A way on which something stands. */
async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A way on which nothing is ever answered. */
const unanswered = () => listening(createServer(() => {}));

type Thrown = 'the reason' | 'an error of its own';

/** Rejects as a browser does when its reader gives up. */
const givenUp = (signal: AbortSignal | null | undefined, thrown: Thrown): Promise<never> =>
  new Promise((_, reject) =>
    signal?.addEventListener('abort', () => reject(thrown === 'the reason' ? signal.reason : new DOMException('Fetch is aborted', 'AbortError'))),
  );

/**
 * A way that keeps what is streamed: of an event stream the head comes and nothing else, of the rest nothing. The head needs no network, so a busy
 * machine cannot make it later than the patience of a test.
 */
function buffers(beforeHead: Thrown, inBody: Thrown): typeof fetch {
  const body = (signal: AbortSignal | null | undefined) =>
    new ReadableStream({ start: (controller) => void givenUp(signal, inBody).catch((error: unknown) => controller.error(error)) });
  return async (url, init) =>
    String(url).includes('/stream/sse')
      ? new Response(body(init?.signal), { headers: { 'Content-Type': 'text/event-stream' } })
      : givenUp(init?.signal, beforeHead);
}

const [poll, hold, events, frames, silence] = [
  'a question and its answer',
  'an answer that waits',
  'events before the end of the answer',
  'upgrade, frames both ways',
  'a line that is silent',
];

describe('what passes here?', () => {
  it('lets everything pass where nothing is in between', async () => {
    const lab = await startTestLab({ weather: false });
    const found = await runAll(lab.url);
    expect(Object.entries(found).filter(([, { passed }]) => !passed)).toEqual([]);
    expect(found[hold]?.reason).toMatch(/^Held for \d\.\d s/);
    expect(found[silence]?.reason).toMatch(/^Silent for 0.5 s/);
  });

  it('tells a way that buffers from one that is blocked', async () => {
    const found = await runAll(await unanswered(), 300, buffers('the reason', 'the reason'));
    expect(found[events]?.reason).toMatch(/^The head came after .* but no event within 0.3 s: something on the way buffers/);
    expect(found[poll]?.reason).toMatch(/^No answer within 0.3 s/);
    expect(found[hold]?.reason).toMatch(/^No answer within 1.3 s/);
    expect(found[frames]?.reason).toMatch(/^No upgrade within 0.3 s/);
    expect(found[silence]?.reason).toBe('There was no WebSocket to be silent on.');
  });

  it.each([
    ['Firefox', 'the reason', 'an error of its own'],
    ['WebKit', 'an error of its own', 'an error of its own'],
  ] as const)('judges by the reason of the abort what %s throws then', async (_, beforeHead, inBody) => {
    const found = await runAll(await unanswered(), 300, buffers(beforeHead, inBody));
    expect(found[events]?.reason).toMatch(/^The head came after .* but no event within 0.3 s: something on the way buffers/);
    expect(found[poll]?.reason).toMatch(/^No answer within 0.3 s/);
    expect(found[hold]?.reason).toMatch(/^No answer within 1.3 s/);
  });

  it('does not take a question that the browser asks again by itself for one that is stuck', async () => {
    let asked = 0;
    /** Cut on the way 100 ms after it was asked, and asked again until its reader gives up. */
    const asFirefox = async (url: Parameters<typeof fetch>[0], init: RequestInit = {}): Promise<Response> => {
      asked += 1;
      await new Promise((resolve) => setTimeout(resolve, 100));
      init.signal?.throwIfAborted();
      return asFirefox(url, init);
    };
    const found = await runAll(await unanswered(), 300, asFirefox);
    expect(found[hold]?.reason).toMatch(/^No answer within 1.3 s: .*; or it was cut, and the browser asked again unasked, as Firefox does\.$/);
    expect(asked).toBeGreaterThan(1);
  });

  it('tells somebody who answers instead of the lab', async () => {
    const origin = await listening(createServer((_, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}')));
    const found = await runAll(origin);
    expect(found[poll]?.reason).toMatch(/without a cursor/);
    expect(found[events]?.reason).toMatch(/no event stream/);
    expect(found[frames]?.passed).toBe(false);
  });

  it('tells a lab that refuses the page, in its own words, from a way that does not pass', async () => {
    const detail =
      "Expected a request from this server's own pages; got another. Start it with `--allow-origin http://lab.test` if the page is yours.";
    const origin = await listening(
      createServer((_, response) => {
        const problem = { title: 'Forbidden', status: 403, code: 'foreign-origin', detail };
        response.writeHead(403, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify(problem));
      }),
    );
    const found = await runAll(origin);
    for (const check of [poll, hold, events]) expect(found[check]).toEqual({ passed: false, reason: `The answer was 403: ${detail}` });
    expect(found[frames]).toEqual({ passed: false, reason: `The lab refuses this page's WebSockets. ${detail}` });
  });

  it('tells a handshake that passes from frames that do not', async () => {
    const server = createServer((_, response) => response.writeHead(404).end());
    new WebSocketServer({ server }).on('connection', () => {});
    const found = await runOne(frames, await listening(server));
    expect(found?.reason).toMatch(/The upgrade passed, but no frame from the server within 5.0 s/);
  });

  it('tells a line that is ended while it is silent', async () => {
    const server = createServer();
    new WebSocketServer({ server }).on('connection', (socket) => {
      socket.send('{"type":"hello"}');
      setTimeout(() => socket.close(1001, 'idle'), 100);
    });
    const found = await runOne(silence, await listening(server), roomy);
    expect(found?.reason).toMatch(/^The line was closed with 1001 idle after \d\.\d s/);
  });

  it('tells a line that is dropped in silence', async () => {
    const server = createServer();
    new WebSocketServer({ server }).on('connection', (socket) => socket.send('{"type":"hello"}'));
    const found = await runOne(silence, await listening(server));
    expect(found?.reason).toMatch(/^After 0.5 s of silence nothing comes back any more/);
  });

  it('ends at once when it is stopped', async () => {
    const origin = await listening(createServer(() => {}));
    const stopping = new AbortController();
    const found = Promise.all(checks.map(({ run }) => run({ ...around(origin, 60_000), hold: 55, idle: 60 }, stopping.signal)));
    setTimeout(() => stopping.abort(), 50);
    expect((await found).every(({ passed }) => !passed)).toBe(true);
  });

  it('blames nothing on the way while the lab itself is away', () => {
    const [fine, cut]: Finding[] = [
      { passed: true, reason: 'It took 3 ms.' },
      { passed: false, reason: 'Cut.' },
    ];
    const away = 'The lab was restarting.';
    expect([fine, cut].map((finding) => judged(finding as Finding, undefined))).toEqual([fine, cut]);
    expect(judged(fine as Finding, away)).toBe(fine);
    expect(judged(cut as Finding, away)).toEqual({
      passed: undefined,
      reason: 'The lab was restarting. This says nothing of the way: test again.',
    });
  });

  it('is text for a bug report', () => {
    expect(
      formatFindings(
        [
          ['polling', { passed: true, reason: 'It took 3 ms.' }],
          ['sse', { passed: false, reason: 'Cut.' }],
          ['websocket', { passed: undefined, reason: 'The lab was restarting.' }],
        ],
        { lab: 'http://localhost:3000', browser: 'B' },
      ),
    ).toBe(
      'Transport Lab: what passes here?\nlab: http://localhost:3000\nbrowser: B\n\npasses  polling. It took 3 ms.\nFAILS   sse. Cut.\nunsure  websocket. The lab was restarting.',
    );
  });
});
