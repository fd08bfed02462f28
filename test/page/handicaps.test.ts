import { describe, expect, it, onTestFinished } from 'vitest';
import { handicapped } from '../../client/page/handicaps/handicaps.ts';
import type { Openers } from '../../client/page/race/surroundings.ts';
import type { Handicap } from '../../client/page/settings/settings.ts';
import { readUrl } from '../../client/page/settings/url.ts';
import { openStream, type TransportName } from '../../client/stream/index.ts';
import { eventually } from '../support/eventually.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

/** The part of an EventSource or a WebSocket that the tests use. */
class Opened extends EventTarget {
  readyState = 0;
  readonly url: URL;
  constructor(url: URL) {
    super();
    this.url = url;
  }
  /** Sends an event as from the server. */
  say(type: string, data?: string): void {
    this.dispatchEvent(data === undefined ? new Event(type) : new MessageEvent(type, { data, lastEventId: 'e-1' }));
  }
}

const openersWith = (ask: typeof fetch = fetch) => ({ fetch: ask, EventSource: Opened, WebSocket: Opened }) as unknown as Openers;

/** A connection of a lane with handicaps, the events that its listeners get, and the states that are reported of it. */
function opened(kind: 'EventSource' | 'WebSocket', without: readonly Handicap[], address = 'http://lab.test/stream/x?after=e-7') {
  const heard: string[] = [];
  const told: string[] = [];
  const openers = handicapped(
    openersWith(),
    without,
    () => 'sse',
    (transport, state) => told.push(`${transport} ${state}`),
  );
  const connection = new openers[kind](new URL(address)) as unknown as Opened;
  for (const type of ['hello', 'heartbeat', 'message', 'error', 'close']) {
    connection.addEventListener(type, (event) => heard.push([type, ...(event instanceof MessageEvent ? [event.data] : [])].join(' ')));
  }
  return { connection, heard, told };
}

describe('a lane', () => {
  it.each([
    ['with its cursor misses nothing that is published between two requests', [], 3, 0],
    ['without its cursor misses one notification published between two requests', ['cursor'], 2, 1],
  ] as const)('%s', async (_, without, received, missing) => {
    const lab = await startTestLab();
    const urls: string[] = [];
    const ask: typeof fetch = async (input, init) => {
      urls.push(`${input}`);
      // The first request asks for the head of the log. Number 2 is published before the third reaches the server.
      if (urls.length === 3) await appendNumbers(lab, 1, 'number', 2);
      return fetch(input, init);
    };
    const lane = (): TransportName => 'long-polling';
    const stream = openStream(lab.url, { transport: lane(), ...handicapped(openersWith(ask), without, lane, () => {}) });
    onTestFinished(() => stream.close());
    const held = (questions: number) => eventually(`question ${questions} to be held`, () => urls.length >= questions && lab.followers() === 1);
    await held(2);
    await appendNumbers(lab, 1);
    await held(without.length > 0 ? 3 : 4);
    await appendNumbers(lab, 1, 'number', 3);
    await eventually('number 3 to arrive', () => stream.ledger.received === received);
    expect(stream.ledger.missing).toBe(missing);
  });

  it('without the cursor of its long polls, polls and publishes and streams as before', async () => {
    const asked: string[] = [];
    const ask = (async (input: string | URL) => asked.push(`${input}`)) as unknown as typeof fetch;
    const url = 'http://lab.test/stream/polling?after=e-7';
    let lane: TransportName = 'polling';
    const openers = handicapped(
      openersWith(ask),
      ['cursor'],
      () => lane,
      () => {},
    );
    await openers.fetch(url);
    lane = 'long-polling';
    await openers.fetch(url, { method: 'POST' });
    await openers.fetch(url);
    await openers.fetch('http://lab.test/stream/polling');
    expect(asked.map((one) => one.replace('http://lab.test/stream/', ''))).toEqual([
      'polling?after=e-7',
      'polling?after=e-7',
      'polling?after=now',
      'polling',
    ]);
  });

  it('without heartbeats gets none, and a hello that announces none; everything else arrives once', () => {
    const source = opened('EventSource', ['heartbeat']);
    source.connection.say('hello', '{"cursor":"e-7","heartbeat":15000}');
    source.connection.say('heartbeat', '');
    source.connection.say('message', '{"id":"e-8"}');
    source.connection.say('error');
    expect(source.heard).toEqual(['hello {"cursor":"e-7","heartbeat":0}', 'message {"id":"e-8"}', 'error']);
    const socket = opened('WebSocket', ['heartbeat']);
    socket.connection.say('message', '{"type":"hello","cursor":"e-7","heartbeat":15000}');
    socket.connection.say('message', '{"type":"heartbeat","cursor":"e-7"}');
    socket.connection.say('message', '{"id":"e-8"}');
    socket.connection.say('close');
    expect(socket.heard).toEqual(['message {"type":"hello","cursor":"e-7","heartbeat":0}', 'message {"id":"e-8"}', 'close']);
    expect([source.told, socket.told]).toEqual([[], []]);
  });

  it('without resuming asks for no cursor, and reports the old cursor as if it had resumed', () => {
    const { connection, heard } = opened('WebSocket', ['resume']);
    expect(connection.url.searchParams.has('after')).toBe(false);
    connection.say('message', '{"type":"hello","cursor":"e-19","heartbeat":5}');
    connection.say('message', 'no JSON');
    expect(heard).toEqual(['message {"type":"hello","cursor":"e-7","heartbeat":5}', 'message no JSON']);
    const first = opened('WebSocket', ['resume'], 'http://lab.test/stream/x');
    first.connection.say('message', '{"type":"hello","cursor":"e-19","heartbeat":5}');
    expect(first.heard).toEqual(['message {"type":"hello","cursor":"e-19","heartbeat":5}']);
  });

  it('without reconnecting is not told that its connection ended, while the page gets the browser’s state of it', () => {
    for (const [kind, name] of [
      ['EventSource', 'sse'],
      ['WebSocket', 'websocket'],
    ] as const) {
      const { connection, heard, told } = opened(kind, ['return']);
      connection.readyState = 1;
      connection.say('open');
      connection.readyState = 2;
      connection.say('error');
      connection.say('message', '{}');
      if (kind === 'WebSocket') connection.say('close');
      expect(heard).toEqual(['message {}']);
      expect(told).toEqual([`${name} 0`, `${name} 1`, `${name} 2`, ...(kind === 'WebSocket' ? [`${name} 2`] : [])]);
    }
  });
});

describe('the URL of a handicap', () => {
  it('names the features that are taken away, and refuses unknown ones', () => {
    expect(readUrl('#v=1&without=cursor,return').settings.without).toEqual(['cursor', 'return']);
    expect(readUrl('#v=1').settings.without).toEqual([]);
    expect(readUrl('#v=1&without=shoes').notices).toEqual(['Expected without to be some of cursor, resume, return, heartbeat; got “shoes”.']);
  });
});
