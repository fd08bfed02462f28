import { clickBesideSix, eventStreams, fetchBesideSix, webSocketBesideSix, webSockets } from './connections.ts';
import { endings, returnAfterAbsence, waitOf100, waitOfItsOwn } from './event-source.ts';
import type { Fact } from './facts.ts';
import { abortion, equalQuestions, resends } from './fetching.ts';
import { hiddenTimer } from './hidden-tab.ts';
import { clockStep, goodbyes } from './page.ts';
import { goneBackTo } from './page-cache.ts';
import { hangingHandshake, refusedHandshakes, silentLines } from './patience.ts';
import type { Site } from './site.ts';

/** What is asked of each browser. */
export interface Question {
  readonly key: string;
  /** The head of its row. */
  readonly row: string;
  /** @param elsewhere at another port of the same host, with no page open */
  ask(site: Site, elsewhere: Site): Promise<Fact>;
  /** How a number is written. */
  show?(value: number): string;
}

const seconds = (value: number): string => `${(value / 1_000).toFixed(1)} s`;
const milliseconds = (value: number): string => `${value} ms`;

export const questions: readonly Question[] = [
  { key: 'wait-of-its-own', row: '`EventSource` comes back, without `retry:`, after', ask: waitOfItsOwn, show: seconds },
  { key: 'wait-of-100', row: 'with `retry: 100`, after', ask: waitOf100, show: milliseconds },
  { key: 'endings', row: '`EventSource` never comes back after', ask: endings },
  { key: 'absence', row: 'after its server was away for 45 s it', ask: (site) => returnAfterAbsence(site) },
  { key: 'absence-elsewhere', row: 'after one of another origin was, it', ask: returnAfterAbsence },
  { key: 'event-streams', row: 'event streams open to one host and port, of 10', ask: eventStreams },
  { key: 'fetch-beside-six', row: 'a `fetch` beside six of them', ask: fetchBesideSix },
  { key: 'click-beside-six', row: 'a `fetch` of a click beside six', ask: clickBesideSix },
  { key: 'websocket-beside-six', row: 'a WebSocket beside six of them', ask: (site) => webSocketBesideSix(site) },
  { key: 'websocket-elsewhere', row: 'a WebSocket to another port meanwhile', ask: (site, elsewhere) => webSocketBesideSix(site, elsewhere.url) },
  { key: 'websockets', row: 'WebSockets open in a page, of 300; the others are told', ask: webSockets },
  { key: 'get-resends', row: 'a GET is repeated when a reused connection dies', ask: (site) => resends(site, 'GET'), show: (count) => `${count} ×` },
  { key: 'post-resends', row: 'a POST is', ask: (site) => resends(site, 'POST'), show: (count) => `${count} ×` },
  { key: 'abort-before', row: '`abort(reason)` before the head rejects with', ask: (site) => abortion(site, 'before the head') },
  { key: 'abort-within', row: '`abort(reason)` in the body rejects with', ask: (site) => abortion(site, 'in the body') },
  { key: 'equal-questions', row: 'two equal GETs without `no-store` go', ask: equalQuestions },
  { key: 'clock-step', row: 'step of `performance.now()`', ask: clockStep, show: milliseconds },
  { key: 'hidden-timer', row: 'a timer of 100 ms in a hidden tab fires, each minute, at first; after 1 min; after 5 min', ask: hiddenTimer },
  { key: 'back-to-stream', row: 'a page with an event stream that is gone back to is', ask: (site) => goneBackTo(site, 'event stream') },
  { key: 'back-to-websocket', row: 'one with a WebSocket is', ask: (site) => goneBackTo(site, 'WebSocket') },
  { key: 'refused-handshakes', row: 'WebSockets reopened at once during 60 s of 503', ask: refusedHandshakes, show: (count) => `${count} attempts` },
  { key: 'silent-lines', row: 'a page is told of lines that are silent for 420 s', ask: silentLines },
  { key: 'hanging-handshake', row: 'a WebSocket without an answer gives up after', ask: hangingHandshake },
  { key: 'goodbyes', row: 'sent at `pagehide`, this arrives', ask: goodbyes },
];
