import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseEndpoint } from '../../bench/check/endpoint.ts';
import { findings } from '../../bench/check/watch/findings/index.ts';
import { judge } from '../../bench/check/watch/judge.ts';
import type { Times } from '../../bench/check/watch/place.ts';
import { observe } from '../../client/page/endpoint-check/observe.ts';
import { commandFor, requestOf, type Typed } from '../../client/page/endpoint-check/request.ts';
import { head, serverThat } from '../support/foreign-server.ts';
import { patience } from '../support/patience.ts';
import { startLongPolling, startPolling } from './faulty-pollers.ts';
import { startSse } from './faulty-servers.ts';
import { brief, type Judged } from './look.ts';

/** The HTTP requests of the page are the same in Node; test/page/endpoint-check.test.ts tests its WebSocket in a browser. */
const starts = { sse: startSse, 'long-polling': startLongPolling, polling: startPolling } as const;
type Kind = keyof typeof starts;

/** A page always has an origin, and a browser always accepts compression. */
const unseen = ['any-page-may-read', 'compression-holds'];

const typedFor = ({ endpoint, publish = '', dialect = 'plain' }: Judged): Typed => {
  const { kind, url } = parseEndpoint(endpoint) ?? {};
  if (!kind || !url) throw new Error(`Expected an endpoint; got ${endpoint}.`);
  return {
    kind,
    url: url.href,
    publish,
    dialect: dialect === 'lab' ? 'lab' : 'plain',
    body: '{"text":"{{mark}}"}',
    headers: '',
    listen: 65,
    own: false,
  };
};

const patient: Times = { answer: patience, clump: patience, grace: patience, pause: 20, silence: patience, isHostile: false };

async function foundFromPage(judged: Judged, times: Partial<Times> = {}, idle?: number): Promise<readonly string[]> {
  const request = { ...requestOf(typedFor(judged), 'http://page.example'), times: { ...patient, ...times } };
  const { found } = judge(await observe(request, new AbortController().signal, () => {}), idle);
  return found.map(({ finding: { name } }) => name).sort();
}

/** Milliseconds to wait for what never comes. */
const shortly: Readonly<Record<string, Partial<Times>>> = {
  'sse no-heartbeat': { silence: brief.silence },
  'long-polling held-too-long': { silence: brief.silence },
  'long-polling not-held': { pause: patience },
  ...Object.fromEntries(['late-head', 'held-back'].map((name) => [`sse ${name}`, { clump: 50 }])),
  ...Object.fromEntries(['lost-in-a-cut', 'no-id'].map((name) => [`sse ${name}`, { grace: 50 }])),
};
const passive = ['held-too-long', 'hold-ends-badly'];

const all = findings.flatMap(({ name, kinds }) =>
  kinds.flatMap((kind) => (kind === 'websocket' || unseen.includes(name) ? [] : [{ name, kind: kind satisfies Kind }])),
);

beforeEach(() => {
  vi.stubGlobal('location', new URL('http://page.example'));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('A page that checks an endpoint', () => {
  it.each(all)('finds with $kind what the command finds: $name', async ({ name, kind }) => {
    const { publish, ...rest } = await starts[kind](name);
    const judged = passive.includes(name) || publish === undefined ? rest : { ...rest, publish };
    expect(await foundFromPage(judged, shortly[`${kind} ${name}`], brief.idle)).toContain(name);
  });

  it.each(Object.entries(starts))('finds nothing with %s if the server has no fault', async (_, start) => {
    expect(await foundFromPage(await start())).toEqual([]);
  });

  it('finds nothing if events are compressed and flushed', async () => {
    expect(await foundFromPage(await startSse('flushed'))).toEqual([]);
  });

  it.each([
    ['refuses', head(401), 'Expected 200 from http://127.0.0.1:PORT/events; got 401. Say who asks'],
    ['answers with an HTML page', head(200, { 'Content-Type': 'text/html' }, '<p>'), 'got text/html. This is the address of a page'],
    ['redirects', head(302, { Location: '/login' }), 'a page is not told more. Look whether the server runs, whether it redirects'],
  ])('reports the answer of a server that %s', async (_, answer, sentence) => {
    const port = await serverThat(answer);
    const url = `http://127.0.0.1:${port}`;
    await expect(foundFromPage({ endpoint: `sse:${url}/events`, publish: `${url}/publish` })).rejects.toThrow(sentence.replace('PORT', String(port)));
  });

  it('ends when it is stopped, and leaves no connection behind', async () => {
    const { publish: _, ...judged } = await startSse();
    const stop = new AbortController();
    const request = { ...requestOf(typedFor(judged), 'http://page.example'), times: patient };
    const told: string[] = [];
    const over = observe(request, stop.signal, (step) => {
      told.push(step);
      if (step.startsWith('Listening')) stop.abort();
    });
    expect((await over).silence?.ended).toBe('cut the connection');
    expect(told.map((step) => step.split(' ', 1)[0])).toEqual(['Looking', 'Listening']);
  });
});

describe('The form of a check', () => {
  const typed: Typed = {
    ...{ kind: 'sse', url: 'http://127.0.0.1:8080/events', dialect: 'plain', publish: 'http://127.0.0.1:8080/publish', body: '{"text":"{{mark}}"}' },
    ...{ headers: 'Authorization: Bearer abc', listen: 20, own: false },
  };

  it.each<[Partial<Typed>, string]>([
    [{ url: 'events' }, 'Expected a URL such as http://127.0.0.1:8080/events, without a user and a #; got "events".'],
    [{ kind: 'websocket' }, 'Expected a URL such as ws://127.0.0.1:8080/socket'],
    [{ url: 'http://me@127.0.0.1/' }, 'without a user'],
    [{ url: 'https://app.example/events' }, 'Expected a server of this machine, or a tick at "I may test this server"; got app.example.'],
    [{ publish: 'https://app.example/publish' }, 'got app.example.'],
    [{ publish: 'publish' }, 'Expected a URL to publish to, such as http://127.0.0.1:8080/publish, or nothing; got "publish".'],
    [{ body: '{}' }, 'Expected {{mark}} in the body or in the URL to publish to; got neither.'],
    [{ headers: 'Bearer abc' }, 'Expected a header such as Authorization: Bearer abc; got "Bearer abc".'],
    [{ headers: 'Cookie: a=b' }, 'Expected headers that a page may set; got Cookie, which the browser sets itself.'],
  ])('is refused with an explanation: %j', (wrong, sentence) => {
    expect(() => requestOf({ ...typed, ...wrong }, 'http://page.example')).toThrow(sentence);
  });

  it('accepts the origin of the page, and another machine if the visitor confirms it', () => {
    expect(requestOf({ ...typed, url: 'http://page.example/events' }, 'http://page.example').url.host).toBe('page.example');
    expect(requestOf({ ...typed, url: 'https://app.example/events', own: true }, 'http://page.example').times.silence).toBe(20_000);
  });

  it('shows the command that checks the rest', () => {
    expect(commandFor(requestOf({ ...typed, body: `{"text":"it's {{mark}}"}` }, 'http://page.example'))).toBe(
      `npx transport-lab check 'sse:http://127.0.0.1:8080/events' --publish 'POST http://127.0.0.1:8080/publish' --body '{"text":"it'\\''s {{mark}}"}' -H 'Authorization: Bearer abc'`,
    );
  });
});
