/** Bytes in silence, with a cookie, and for each notification. */
import type { TransportName } from '../../../server/stream/protocol.ts';
import { transportNames } from '../../../server/stream/protocol.ts';
import type { Lesson } from './lesson.ts';
import type { Measures, Seen } from './seen.ts';

/** Milliseconds of a minute. */
const minute = 60_000;

const shortNames: Readonly<Record<string, TransportName>> = { polling: 'polling', long: 'long-polling', sse: 'sse', websocket: 'websocket' };

const each = (of: (name: TransportName) => number): Measures => Object.fromEntries(Object.entries(shortNames).map(([key, name]) => [key, of(name)]));

/** Bytes of the application layer a minute, both directions. */
const perMinute = ({ lanes, lasted }: Seen): Measures => each((name) => (lanes[name].bytes * minute) / lasted);

/** Seconds of silence: five polls, and with a hold of 5 s one empty answer of long-polling. */
const silence = 6;

const idle = { lanes: transportNames, rate: 0, hold: 5 } as const;

export const lesson: Lesson = {
  id: 'nothing-costs',
  minutes: { alone: 4, class: 12 },
  needs: ['control'],
  rounds: [
    {
      id: 'silence',
      set: idle,
      bet: { kind: 'number', of: 'polling', unit: 'B', range: [0, 100_000], step: 1_000, within: 0.12 },
      enough: { seconds: silence },
      measure: perMinute,
      // Heads of a browser's request and of the answer are 600 to 1,000 bytes together (docs/results.md has those of the bench), 60 times a minute. A busy
      // machine skips a third of its polls, and a run of 6 s has one more or fewer.
      expect: () => ({ polling: [20_000, 75_000], long: [0, 25_000], sse: [0, 10_000], websocket: [0, 10_000] }),
    },
    {
      id: 'cookie',
      set: { ...idle, cookie: 2_000 },
      bet: {
        kind: 'choice',
        options: {
          all: ({ times = 0, sse = 0 }) => times >= 1.5 && sse > 20_000,
          polls: ({ times = 0, sse = 0 }) => times >= 1.5 && sse <= 20_000,
          none: ({ times = 0 }) => times < 1.5,
        },
      },
      enough: { seconds: silence },
      measure(seen, before) {
        const now = perMinute(seen);
        return { ...now, times: (now.polling ?? 0) / (before[0]?.polling ?? Number.NaN) };
      },
      // 2,000 bytes more in each of 60 requests a minute: 3 to 4.3 times as many, and one poll of six more or fewer in either round.
      expect: () => ({ times: [1.5, 8], sse: [0, 20_000], websocket: [0, 20_000] }),
    },
    {
      id: 'each',
      set: { lanes: transportNames, rate: 5 },
      bet: { kind: 'sort', items: ['polling', 'long', 'sse', 'websocket'], tie: 0.02 },
      enough: { all: transportNames.map((name) => ({ delivered: [name, 20] as const })) },
      measure: ({ lanes }) => each((name) => lanes[name].bytes / lanes[name].delivered),
      // Of the payload, some 130 bytes each; websocket adds 2 to 4 of framing, sse some 20 to 50, a long poll the heads of an exchange.
      expect: () => ({ websocket: [100, 200], sse: [110, 260], polling: [150, 600], long: [300, 1_400] }),
    },
  ],
  links: [
    { text: 'RFC 6455, section 5.2: a WebSocket frame', url: 'https://www.rfc-editor.org/rfc/rfc6455#section-5.2' },
    { text: 'RFC 9112, section 7.1: chunks of HTTP/1.1', url: 'https://www.rfc-editor.org/rfc/rfc9112#section-7.1' },
  ],
  devtools: ['polling'],
  next: ['who-is-fastest'],
};
