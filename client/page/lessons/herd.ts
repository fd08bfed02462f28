/** Clients that were cut together, and when they come back: a fixed wait, a doubled one, and one that is drawn by lot. */
import { counted, herdArrivals } from '../../../bench/model/herd.ts';
import { seededRandom } from '../../../bench/statistics/random.ts';
import type { Lesson } from './lesson.ts';
import type { Measures, Seen } from './seen.ts';

const clients = 500;

/** Milliseconds of the first wait, in which the server is away, that are looked at, and of one bar. */
const [first, away, looked, bar] = [1_000, 1_500, 4_000, 500] as const;

/** Arrivals are counted in tenths of a second. */
const tenth = 100;

const tenths = (milliseconds: number): number => milliseconds / tenth;

/** Names of the bars: half seconds from the cut on. */
const bars = Array.from({ length: looked / bar }, (_, index) => `b${index}`);

const sum = (counts: readonly number[]): number => counts.reduce((total, one) => total + one, 0);

function came({ arrivals: { connections, refused } }: Seen, before: readonly Measures[]): Measures {
  const peak = Math.max(0, ...connections);
  return {
    peak,
    ratio: peak / (before[0]?.peak ?? Number.NaN),
    all: sum(connections),
    refused: sum(refused),
    last: ((connections.findLastIndex((count) => count > 0) + 1) * tenth) / 1_000,
    ...Object.fromEntries(bars.map((name, index) => [name, sum(connections.slice(index * tenths(bar), (index + 1) * tenths(bar)))] as const)),
  };
}

/** The busiest tenth of a second by the model, of some draws. */
function modelPeak(retry: 'fixed' | 'jitter'): number {
  const random = seededRandom(1);
  const peaks = Array.from({ length: 5 }, () =>
    Math.max(...counted(herdArrivals({ clients, habits: { retry, first }, away, random }), tenth, tenths(looked))),
  );
  return sum(peaks) / peaks.length;
}

/** A machine takes time for so many connections: a busy one spreads by itself what came at one moment. */
const spreads = 0.04;

/** The part that comes in vain on the slowest machine: the others come when the server is there again. */
const inVain = 0.1;

/** The page itself comes back too, more than once where its connections were taken and closed. */
const pages = 40;

const round = (retry: 'fixed' | 'expo' | 'jitter') =>
  ({
    set: { lanes: ['sse'], rate: 2, bots: { counts: { sse: clients }, retry, first } },
    steps: [{ id: 'restart', act: { kind: 'fault', fault: { kind: 'restart', seconds: away / 1_000 } }, done: { pressed: 'restart' } }],
    enough: { arrivals: looked },
    measure: came,
  }) as const;

export const lesson: Lesson = {
  id: 'herd',
  minutes: { alone: 6, class: 15 },
  needs: ['control', 'weather'],
  rounds: [
    {
      id: 'fixed',
      ...round('fixed'),
      bet: { kind: 'number', of: 'peak', unit: '', range: [0, clients], step: 10, within: 0.2 },
      expect: () => ({
        peak: [modelPeak('fixed') * spreads, clients + pages],
        // Each comes once in vain, and once again; a server that was slow to come back has them a third time. A machine that takes more than
        // the half second from their first attempt to its return for so many connections lets the last of them in at once.
        all: [clients * (1 + inVain), clients * 3 + pages],
        refused: [clients * inVain, clients * 2 + pages],
      }),
    },
    {
      id: 'expo',
      ...round('expo'),
      bet: {
        kind: 'choice',
        options: {
          spread: ({ ratio = 0 }) => ratio < 0.5,
          same: ({ ratio = 0 }) => ratio >= 0.5 && ratio <= 2,
          more: ({ ratio = 0 }) => ratio > 2,
        },
      },
      expect: () => ({
        peak: [clients * spreads, clients + pages],
        ratio: [0.1, 10],
        last: [(3 * first) / 1_000, looked / 1_000],
      }),
    },
    {
      id: 'jitter',
      ...round('jitter'),
      bet: { kind: 'curve', of: bars, each: bar, range: [0, clients], step: 25, within: 0.35 },
      expect: () => ({
        peak: [modelPeak('jitter') * 0.5, modelPeak('jitter') * 2 + pages],
        ratio: [0.02, 0.75],
        last: [away / 1_000, looked / 1_000],
      }),
    },
  ],
  links: [
    {
      text: 'HTML: retry of an event stream',
      url: 'https://html.spec.whatwg.org/multipage/server-sent-events.html#concept-event-stream-reconnection-time',
    },
    { text: 'RFC 9110, section 10.2.3: Retry-After', url: 'https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3' },
  ],
  devtools: ['sse'],
  next: ['how-late'],
};
