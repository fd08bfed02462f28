/** What a browser does to a hidden tab: it slows timers down, but not open lines. */
import { pollingLatency } from '../../../../bench/model/latency.ts';
import type { TransportName } from '../../../../server/stream/protocol.ts';
import type { Lesson } from '../lesson.ts';
import type { Seen } from '../seen.ts';

/** Milliseconds of a minute, and between two timers of a hidden tab (`hidden-timer` of docs/browser-facts.json). */
const [minute, wakes] = [60_000, 1_000] as const;

/** Seconds that the tab should be hidden, and seconds measured after that. */
const [away, after] = [6, 1.5] as const;

/** Polls that may fall on either edge of those seconds. */
const edge = minute / (away * 1_000);

/** Milliseconds that count as late, and that a busy machine may add to a mean. */
const [late, busy] = [250, 250] as const;

const leave = [{ id: 'leave', done: { away } }] as const;

const lanes = ['polling', 'sse', 'websocket'] as const;

const awayOf = ({ absence }: Seen, name: TransportName) => absence?.lanes[name] ?? { asked: 0, delivered: 0, mean: Number.NaN, afterwards: 0 };

const seconds = ({ absence }: Seen): number => absence?.lasted ?? Number.NaN;

const perMinute = ({ absence }: Seen, count: number): number => (count * minute) / (absence?.counted ?? Number.NaN);

export const lesson: Lesson = {
  id: 'hidden-tab',
  minutes: { alone: 4, class: 12 },
  needs: ['control'],
  rounds: [
    {
      id: 'polls',
      set: { lanes: ['polling', 'sse'], rate: 5, pollInterval: 200, hidden: 'run' },
      bet: { kind: 'number', of: 'polls', unit: '', range: [0, 300], step: 10, within: 0.1 },
      steps: leave,
      enough: { away },
      measure: (seen) => ({
        seconds: seconds(seen) / 1_000,
        polls: perMinute(seen, awayOf(seen, 'polling').asked),
        sse: perMinute(seen, awayOf(seen, 'sse').delivered),
      }),
      // In the first minute; the schedule puts one notification into each slot.
      expect: ({ rate }) => ({
        polls: [minute / wakes - 2 * edge, minute / wakes + 2 * edge],
        sse: [rate * 60 - 5 * edge, rate * 60 + 5 * edge],
      }),
    },
    {
      id: 'late',
      set: { lanes, rate: 10, pollInterval: 200, hidden: 'run' },
      bet: {
        kind: 'choice',
        options: {
          all: ({ polling = 0, sse = 0, websocket = 0 }) => polling > late && sse > late && websocket > late,
          polling: ({ polling = 0, sse = 0, websocket = 0 }) => polling > late && sse <= late && websocket <= late,
          streams: ({ polling = 0, sse = 0, websocket = 0 }) => polling <= late && sse > late && websocket > late,
          none: ({ polling = 0, sse = 0, websocket = 0 }) => polling <= late && sse <= late && websocket <= late,
        },
      },
      steps: leave,
      enough: { away },
      measure: (seen) => Object.fromEntries(lanes.map((name) => [name, awayOf(seen, name).mean])),
      // A tab that sleeps for a second and then polls delivers what came meanwhile: late by half of that on average.
      expect({ rtt }) {
        const { mean } = pollingLatency(wakes, rtt);
        return { polling: [mean * 0.7, mean * 1.3 + busy], sse: [0, busy], websocket: [0, busy] };
      },
    },
    {
      id: 'pause',
      set: { lanes, rate: 10, hidden: 'pause' },
      bet: {
        kind: 'choice',
        options: {
          lost: ({ missing = 0 }) => missing > 0,
          burst: ({ missing = 0, hidden = 0, back = 0 }) => missing === 0 && back > hidden,
          live: ({ missing = 0, hidden = 0, back = 0 }) => missing === 0 && back <= hidden,
        },
      },
      steps: leave,
      enough: { all: [{ away }, { seenFor: after }] },
      measure: (seen) => ({
        hidden: awayOf(seen, 'sse').delivered,
        back: awayOf(seen, 'sse').afterwards,
        missing: seen.lanes.sse.missing,
      }),
      // A few come before the page knows that it is hidden. Those counted afterwards are no more than the rate.
      expect: ({ rate }) => ({ hidden: [0, 5], back: [rate * away - 5, 10_000], missing: [0, 0] }),
    },
  ],
  links: [
    {
      text: 'MDN: the Page Visibility API, and what browsers do in the background',
      url: 'https://developer.mozilla.org/docs/Web/API/Page_Visibility_API',
    },
    { text: 'Chrome: heavy throttling of chained timers', url: 'https://developer.chrome.com/blog/timer-throttling-in-chrome-88' },
  ],
  devtools: ['polling'],
  next: ['who-are-you'],
};
