import { createServer, type Server } from 'node:http';
import { describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { Finding, Surroundings } from '../../../client/page/self-test/checks/check.ts';
import { checks } from '../../../client/page/self-test/checks/index.ts';
import { formatFindings, judged } from '../../../client/page/self-test/findings.ts';
import { listening } from '../../support/listening.ts';
import { startTestLab } from '../../support/start-lab.ts';
import { buffers } from './buffering-fetch.ts';

/** Milliseconds: long enough for every event that must come, even on a busy machine. */
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

/** Runs a single check where the others would only time out. */
const runOne = async (title: string, origin: string, idle?: number): Promise<Finding | undefined> => {
  const found = await run(
    checks.filter((check) => titleOf(check) === title),
    around(origin, roomy, fetch, idle),
  );
  return found[title];
};

/** Starts a server in place of the lab, or of a proxy in front of it. @returns its origin */
const standIn = async (server: Server): Promise<string> => (await listening(server)).url;

/** A server that never answers. */
const unanswered = () => standIn(createServer(() => {}));

const [poll, hold, events, frames, silence] = [
  'request and response',
  'a delayed response',
  'events while the response is open',
  'upgrade, frames both ways',
  'an idle connection',
];

describe('the connection test', () => {
  it('passes if nothing is between page and lab', async () => {
    const lab = await startTestLab({ weather: false });
    const found = await runAll(lab.url);
    expect(Object.entries(found).filter(([, { passed }]) => !passed)).toEqual([]);
    expect(found[hold]?.reason).toMatch(/^Held for \d\.\d s/);
    expect(found[silence]?.reason).toMatch(/^Idle for 0.5 s/);
  });

  it('distinguishes a proxy that buffers from one that blocks', async () => {
    const found = await runAll(await unanswered(), 300, buffers('the reason', 'the reason'));
    expect(found[events]?.reason).toMatch(/^The response headers came after .* but no event within 0.3 s: a proxy buffers/);
    expect(found[poll]?.reason).toMatch(/^No response within 0.3 s/);
    expect(found[hold]?.reason).toMatch(/^No response within 1.3 s/);
    expect(found[frames]?.reason).toMatch(/^No upgrade within 0.3 s/);
    expect(found[silence]?.reason).toBe('No WebSocket opened, so none could be idle.');
  });

  it.each([
    ['Firefox', 'the reason', 'an error of its own'],
    ['WebKit', 'an error of its own', 'an error of its own'],
  ] as const)('judges by the reason of the abort, whatever %s throws then', async (_, beforeHead, inBody) => {
    const found = await runAll(await unanswered(), 300, buffers(beforeHead, inBody));
    expect(found[events]?.reason).toMatch(/^The response headers came after .* but no event within 0.3 s: a proxy buffers/);
    expect(found[poll]?.reason).toMatch(/^No response within 0.3 s/);
    expect(found[hold]?.reason).toMatch(/^No response within 1.3 s/);
  });

  it('recognises a request that the browser repeats by itself, and does not call it stuck', async () => {
    let asked = 0;
    /** Repeats each request 100 ms after it was sent, as if its connection had been cut, until it is aborted. */
    const asFirefox = async (url: Parameters<typeof fetch>[0], init: RequestInit = {}): Promise<Response> => {
      asked += 1;
      await new Promise((resolve) => setTimeout(resolve, 100));
      init.signal?.throwIfAborted();
      return asFirefox(url, init);
    };
    const found = await runAll(await unanswered(), 300, asFirefox);
    expect(found[hold]?.reason).toMatch(
      /^No response within 1.3 s: .*; or the connection was cut, and the browser repeated the request by itself, as Firefox does\.$/,
    );
    expect(asked).toBeGreaterThan(1);
  });

  it('reports a proxy that answers instead of the lab', async () => {
    const origin = await standIn(createServer((_, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}')));
    const found = await runAll(origin);
    expect(found[poll]?.reason).toMatch(/without a cursor/);
    expect(found[events]?.reason).toMatch(/no event stream/);
    expect(found[frames]?.passed).toBe(false);
  });

  it('distinguishes a lab that refuses the page, and quotes it, from a proxy that blocks', async () => {
    const detail =
      "Expected a request from this server's own pages; got another. Start it with `--allow-origin http://lab.test` if the page is yours.";
    const origin = await standIn(
      createServer((_, response) => {
        const problem = { title: 'Forbidden', status: 403, code: 'foreign-origin', detail };
        response.writeHead(403, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify(problem));
      }),
    );
    const found = await runAll(origin);
    for (const check of [poll, hold, events]) expect(found[check]).toEqual({ passed: false, reason: `The response was 403: ${detail}` });
    expect(found[frames]).toEqual({ passed: false, reason: `The lab refuses this page's WebSockets. ${detail}` });
  });

  it('distinguishes a successful handshake from blocked frames', async () => {
    const server = createServer((_, response) => response.writeHead(404).end());
    new WebSocketServer({ server }).on('connection', () => {});
    const found = await runOne(frames, await standIn(server));
    expect(found?.reason).toMatch(/^The upgrade succeeded, but no frame from the server arrived within 5.0 s/);
  });

  it('reports a connection that is closed while it is idle', async () => {
    const server = createServer();
    new WebSocketServer({ server }).on('connection', (socket) => {
      socket.send('{"type":"hello"}');
      setTimeout(() => socket.close(1001, 'idle'), 100);
    });
    const found = await runOne(silence, await standIn(server), roomy);
    expect(found?.reason).toMatch(/^The connection was closed with 1001 idle after \d\.\d s/);
  });

  it('reports a connection that breaks without a Close frame', async () => {
    const server = createServer();
    new WebSocketServer({ server }).on('connection', (socket) => socket.send('{"type":"hello"}'));
    const found = await runOne(silence, await standIn(server));
    expect(found?.reason).toMatch(/^No answer after 0.5 s of silence/);
  });

  it('ends at once when it is stopped', async () => {
    const origin = await standIn(createServer(() => {}));
    const stopping = new AbortController();
    const found = Promise.all(checks.map(({ run }) => run({ ...around(origin, 60_000), hold: 55, idle: 60 }, stopping.signal)));
    setTimeout(() => stopping.abort(), 50);
    expect((await found).every(({ passed }) => !passed)).toBe(true);
  });

  it('does not blame the network while the lab itself is away', () => {
    const [fine, cut]: Finding[] = [
      { passed: true, reason: 'It took 3 ms.' },
      { passed: false, reason: 'Cut.' },
    ];
    const away = 'The lab was restarting.';
    expect([fine, cut].map((finding) => judged(finding as Finding, undefined))).toEqual([fine, cut]);
    expect(judged(fine as Finding, away)).toBe(fine);
    expect(judged(cut as Finding, away)).toEqual({
      passed: undefined,
      reason: 'The lab was restarting. This result says nothing about the network: test again.',
    });
  });

  it('formats its findings as text for a bug report', () => {
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
      'Transport Lab: connection test\nlab: http://localhost:3000\nbrowser: B\n\npassed  polling. It took 3 ms.\nFAILED  sse. Cut.\nUNSURE  websocket. The lab was restarting.',
    );
  });
});
