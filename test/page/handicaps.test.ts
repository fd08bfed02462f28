import { describe, expect, it, onTestFinished } from 'vitest';
import { handicapped } from '../../client/page/handicaps/handicaps.ts';
import type { Openers } from '../../client/page/race/surroundings.ts';
import type { Handicap } from '../../client/page/settings/settings.ts';
import { readUrl } from '../../client/page/settings/url.ts';
import { openStream, type TransportName } from '../../client/stream/index.ts';
import { eventually } from '../support/eventually.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

/** What a browser opens, as far as anybody listens to it. */
class Opened extends EventTarget {
  readyState = 0;
  readonly url: URL;
  constructor(url: URL) {
    super();
    this.url = url;
  }
  /** The server says something. */
  say(type: string, data?: string): void {
    this.dispatchEvent(data === undefined ? new Event(type) : new MessageEvent(type, { data, lastEventId: 'e-1' }));
  }
}

const openersWith = (ask: typeof fetch = fetch) => ({ fetch: ask, EventSource: Opened, WebSocket: Opened }) as unknown as Openers;

/** A connection of a lane that goes without something, what its listeners hear, and what is told of its state. */
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
    ['with its cursor misses nothing that is published while it asks', [], 3, 0],
    ['without its cursor misses that', ['cursor'], 2, 1],
  ] as const)('%s', async (_, without, received, missing) => {
    const lab = await startTestLab();
    const urls: string[] = [];
    const ask: typeof fetch = async (input, init) => {
      urls.push(`${input}`);
      // The first asks where the log stands; the third is under way while 2 is published.
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
    await eventually('3 to come', () => stream.ledger.received === received);
    expect(stream.ledger.missing).toBe(missing);
  });

  it('without its cursor goes on polling, publishing and streaming as it is', async () => {
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

  it('without heartbeats hears none and is promised none; all else reaches it once', () => {
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

  it('without resuming asks from now on, and believes that it goes on where it was', () => {
    const { connection, heard } = opened('WebSocket', ['resume']);
    expect(connection.url.searchParams.has('after')).toBe(false);
    connection.say('message', '{"type":"hello","cursor":"e-19","heartbeat":5}');
    connection.say('message', 'no JSON');
    expect(heard).toEqual(['message {"type":"hello","cursor":"e-7","heartbeat":5}', 'message no JSON']);
    const first = opened('WebSocket', ['resume'], 'http://lab.test/stream/x');
    first.connection.say('message', '{"type":"hello","cursor":"e-19","heartbeat":5}');
    expect(first.heard).toEqual(['message {"type":"hello","cursor":"e-19","heartbeat":5}']);
  });

  it('without coming back hears of no end, and the page is told what the browser knows', () => {
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
  it('names what is taken away, and refuses what it does not know', () => {
    expect(readUrl('#v=1&without=cursor,return').settings.without).toEqual(['cursor', 'return']);
    expect(readUrl('#v=1').settings.without).toEqual([]);
    expect(readUrl('#v=1&without=shoes').notices).toEqual(['Expected without to be some of cursor, resume, return, heartbeat; got “shoes”.']);
  });
});
