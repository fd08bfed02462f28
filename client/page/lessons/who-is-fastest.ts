/** Delays of three transports near, far and busy: usually a tie. */
import { simulateLongPolling } from '../../../bench/model/long-polling.ts';
import { slottedTimes } from '../../../bench/model/schedule.ts';
import type { Lesson } from './lesson.ts';
import type { Measures, Seen } from './seen.ts';

const lanes = ['long-polling', 'sse', 'websocket'] as const;

/** Milliseconds by which two means may differ and still tie: the noise on the lab's cards is as large. */
const noise = 8.5;
/** The same as a share of the smaller one. */
const share = 0.15;

/** Milliseconds that server and browser take for a long poll: at best, and on a machine that is busy. */
const handling = [0, 250] as const;

/** Milliseconds that a busy machine adds to a push. */
const busy = 250;

const means = ({ lanes: seen }: Seen): Measures => ({
  long: seen['long-polling'].mean,
  sse: seen.sse.mean,
  websocket: seen.websocket.mean,
});

const enough = (count: number) => ({ all: lanes.map((name) => ({ measured: [name, count] as const })) });

function isLeast(name: string, measured: Measures): boolean {
  const others = Object.entries(measured).flatMap(([other, mean]) => (other === name ? [] : [mean]));
  const own = measured[name] ?? Number.NaN;
  return others.length > 0 && others.every((mean) => mean - own > Math.max(noise, share * own));
}

/** The least and most mean of long-polling, in milliseconds: the model's, over several phases and both handling times. */
function longMean(rate: number, rtt: number): readonly [number, number] {
  const times = slottedTimes(1_000 / rate, 200, 1);
  const found = handling.flatMap((one) =>
    [0, 0.25, 0.5, 0.75].map((phase) => {
      const { latencies } = simulateLongPolling(times, { rtt, handling: one, hold: 25_000, phase: (phase * 1_000) / rate });
      return latencies.reduce((sum, latency) => sum + latency, 0) / latencies.length;
    }),
  );
  return [Math.min(...found) * 0.9, Math.max(...found) * 1.1 + busy];
}

export const lesson: Lesson = {
  id: 'who-is-fastest',
  minutes: { alone: 4, class: 12 },
  needs: ['control', 'weather'],
  rounds: [
    {
      id: 'near',
      set: { lanes, rate: 20 },
      bet: {
        kind: 'choice',
        options: {
          websocket: (measured) => isLeast('websocket', measured),
          sse: (measured) => isLeast('sse', measured),
          long: (measured) => isLeast('long', measured),
          tie: (measured) => !['websocket', 'sse', 'long'].some((name) => isLeast(name, measured)),
        },
      },
      enough: enough(30),
      measure: means,
      // Without a distance this measures the machine, so a range in milliseconds would mean nothing.
      expect: () => ({}),
    },
    {
      id: 'far',
      set: { lanes, rate: 20, rtt: 300 },
      bet: { kind: 'sort', items: ['websocket', 'sse', 'long'], tie: 0.25 },
      enough: enough(30),
      measure: means,
      expect: ({ rate, rtt }) => ({ sse: [rtt / 2, rtt / 2 + busy], websocket: [rtt / 2, rtt / 2 + busy], long: longMean(rate, rtt) }),
    },
    {
      id: 'calm',
      set: { lanes, rate: 2, rtt: 300 },
      bet: { kind: 'number', of: 'long', unit: 'ms', range: [0, 600], step: 10, within: 0.08 },
      enough: enough(8),
      measure: means,
      expect: ({ rate, rtt }) => ({ sse: [rtt / 2, rtt / 2 + busy], long: longMean(rate, rtt) }),
    },
  ],
  links: [
    { text: 'RFC 6202, section 2.2: issues of long polling', url: 'https://www.rfc-editor.org/rfc/rfc6202#section-2.2' },
    { text: 'MDN: the WebSocket API', url: 'https://developer.mozilla.org/docs/Web/API/WebSockets_API' },
  ],
  devtools: ['sse', 'websocket'],
  next: ['between-two-polls'],
};
