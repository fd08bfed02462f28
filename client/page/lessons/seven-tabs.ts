/** Six connections to an origin, for all tabs together: what has to wait behind them, and what does not. */
import { orAfter } from './condition.ts';
import type { Lesson } from './lesson.ts';
import type { Seen } from './seen.ts';

/** Connections over HTTP/1.1 that a browser opens to one origin (docs/browsers.md). */
const most = 6;

/** Seconds for which waiting is observed. */
const wait = 2;

/** Seconds after which a run ends although not all connections that it expects are open: a busy machine takes its time, and another browser may have another limit. */
const atMost = 20;

/** The lane of the page is one of them. */
const streams = ({ extras }: Seen) => ({ open: extras.open + 1, waiting: extras.waiting });

/** WebSockets to open: more than six, and fewer than any browser's limit. */
const sockets = 20;

export const lesson: Lesson = {
  id: 'seven-tabs',
  minutes: { alone: 4, class: 12 },
  needs: ['control'],
  rounds: [
    {
      id: 'eight',
      set: { lanes: ['sse'], rate: 5 },
      bet: { kind: 'number', of: 'open', unit: '', range: [1, 8], step: 1, within: 0 },
      steps: [{ id: 'open', act: { kind: 'extras', count: 7, of: 'sse' }, done: { extras: 7 } }],
      enough: orAfter(atMost, { opened: most - 1 }, { secondsAfter: wait }),
      measure: streams,
      expect: () => ({ open: [most, most], waiting: [8 - most, 8 - most] }),
    },
    {
      id: 'fetch',
      set: { lanes: ['sse'], rate: 5 },
      bet: {
        kind: 'choice',
        options: {
          answered: ({ answered }) => answered === 1,
          error: ({ failed }) => failed === 1,
          waits: ({ answered, failed }) => answered === 0 && failed === 0,
        },
      },
      steps: [
        // A request that came before the last stream would take its connection.
        { id: 'open', act: { kind: 'extras', count: most - 1, of: 'sse' }, done: orAfter(atMost, { opened: most - 1 }) },
        { id: 'fetch', act: { kind: 'fetch' }, done: { pressed: 'fetch' } },
      ],
      enough: { all: [{ pressed: 'fetch' }, { secondsAfter: wait + 1 }] },
      differs: { firefox: 'click-beside-six' },
      measure: (seen) => ({ ...streams(seen), answered: Number(seen.fetched === 'answered'), failed: Number(seen.fetched === 'failed') }),
      expect: ({ browser }) => ({ open: [most, most], answered: browser === 'firefox' ? [1, 1] : [0, 0], failed: [0, 0] }),
    },
    {
      id: 'sockets',
      set: { lanes: ['sse'], rate: 5 },
      bet: { kind: 'number', of: 'open', unit: '', range: [0, sockets], step: 1, within: 0 },
      steps: [{ id: 'open', act: { kind: 'extras', count: sockets, of: 'websocket' }, done: { extras: sockets } }],
      enough: orAfter(atMost, { opened: sockets }),
      measure: ({ extras }) => extras,
      expect: () => ({ open: [sockets, sockets] }),
    },
  ],
  links: [
    { text: 'MDN: EventSource, and its limit of six connections', url: 'https://developer.mozilla.org/docs/Web/API/EventSource' },
    { text: 'RFC 9112, section 9.4: concurrency', url: 'https://www.rfc-editor.org/rfc/rfc9112#section-9.4' },
  ],
  devtools: ['sse'],
  next: ['how-late'],
};
