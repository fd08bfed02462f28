/**
 * Clients that were cut together, and when they come back: after a fixed wait, a doubled one, and one that is drawn by lot. Counted is for when their own clocks
 * were set. A machine that needs seconds to let them all in spreads their connections by itself, and what is to be seen is what the clients do.
 */
import { busiest, counted, herdAttempts } from '../../../bench/model/herd.ts';
import { seededRandom } from '../../../bench/statistics/random.ts';
import type { Lesson, RoundBots } from './lesson.ts';
import type { Measures, Seen } from './seen.ts';

const clients = 300;

/** Milliseconds that a client waits, or waits on the average where it draws from twice as much; and in which the server is away. */
const [wait, away] = [2_000, 3_000] as const;

/** Milliseconds of a count, of what is called the busiest, and of a bar. */
const [tenth, half, bar] = [100, 500, 1_000] as const;

/** Milliseconds after the cut that are looked at: the second attempts of a fixed wait and of one that doubles are in it. */
const looked = { fixed: 6_000, expo: 8_000, jitter: 7_000 } as const;

type Retry = keyof typeof looked;

const habits: Readonly<Record<Retry, Pick<RoundBots, 'retry' | 'first'>>> = {
  fixed: { retry: 'fixed', first: wait },
  expo: { retry: 'expo', first: wait },
  jitter: { retry: 'jitter', first: 2 * wait },
};

/** Names of the bars: seconds from the cut on. */
const bars = Array.from({ length: looked.jitter / bar }, (_, index) => `b${index}`);

const sum = (counts: readonly number[]): number => counts.reduce((total, one) => total + one, 0);

/** What comes after the time that is looked at does not count, however late a busy machine looks. */
function measure(retry: Retry, { arrivals }: Seen, before: readonly Measures[]): Measures {
  const inTime = (counts: readonly number[]) => counts.slice(0, looked[retry] / tenth);
  const [due, refused] = [inTime(arrivals.due), inTime(arrivals.refused)];
  const peak = busiest(due, half / tenth);
  return {
    peak,
    ratio: peak / (before[0]?.peak ?? Number.NaN),
    all: sum(due),
    refused: sum(refused),
    last: ((due.findLastIndex((count) => count > 0) + 1) * tenth) / 1_000,
    ...Object.fromEntries(bars.map((name, index) => [name, sum(due.slice((index * bar) / tenth, ((index + 1) * bar) / tenth))] as const)),
  };
}

/** The busiest half second by the model, of some draws. */
function modelPeak(retry: Retry): number {
  const random = seededRandom(1);
  const peaks = Array.from({ length: 5 }, () => {
    const times = herdAttempts({ clients, habits: habits[retry], away, random });
    return busiest(counted(times, tenth, looked[retry] / tenth), half / tenth);
  });
  return sum(peaks) / peaks.length;
}

/** The part of the model's peak on a machine that takes more than a second to tell so many clients that they were cut: each waits from then on. */
const slow = 0.4;

/** Around the model's peak of a draw: chance, and what a busy machine moves of the second attempts. */
const [least, most] = [0.6, 1.5] as const;

/** The page itself comes back too, more than once where its connections were taken and closed. */
const pages = 40;

const round = (retry: Retry) =>
  ({
    set: { lanes: ['sse'], rate: 2, bots: { counts: { sse: clients }, ...habits[retry] } },
    steps: [{ id: 'restart', act: { kind: 'fault', fault: { kind: 'restart', seconds: away / 1_000 } }, done: { pressed: 'restart' } }],
    enough: { arrivals: looked[retry] },
    measure: (seen: Seen, before: readonly Measures[]) => measure(retry, seen, before),
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
        peak: [modelPeak('fixed') * slow, clients],
        // By the model each comes twice: once in vain, and once again. Where the server is slow to say no, the second time is set for later than is looked at; where it is slow to come back, there is a third.
        all: [clients, clients * 3],
        // By the model all of them, once. Where it takes more than a second to tell them that they were cut, the server is back when their two seconds are over.
        refused: [0, clients * 2 + pages],
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
        peak: [modelPeak('expo') * slow, clients],
        ratio: [slow, 1 / slow],
        // By the model 6 s, and the first wait alone where the server is slow to say no.
        last: [wait / 1_000, looked.expo / 1_000],
      }),
    },
    {
      id: 'jitter',
      ...round('jitter'),
      bet: { kind: 'curve', of: bars, each: bar, range: [0, clients], step: 10, within: 0.35 },
      expect: () => ({
        peak: [modelPeak('jitter') * least, modelPeak('jitter') * most],
        ratio: [(modelPeak('jitter') * least) / clients, (modelPeak('jitter') * most) / (clients * slow)],
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
