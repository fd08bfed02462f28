/** A compressor and a proxy that buffer, and the option that stops each of them. */
import { pollingLatency } from '../../../bench/model/latency.ts';
import { transportNames } from '../../../server/stream/protocol.ts';
import type { Lesson } from './lesson.ts';
import type { Measures, Seen } from './seen.ts';

/** Milliseconds that a busy machine may add to a mean. */
const busy = 250;

/** Notifications that are counted: three seconds at this rate. */
const [published, rate] = [30, 10];

/** The page looks four times a second, so it sees more than it waited for, and a busy machine looks late. */
const late = rate * 3;

/** Bytes that the proxy buffers, and the least and most bytes of a 64-byte notification on an event stream. */
const [held, each] = [8_192, [150, 260]] as const;

const means = ({ lanes }: Seen): Measures => ({
  websocket: lanes.websocket.mean,
  long: lanes['long-polling'].mean,
  polling: lanes.polling.mean,
  sse: lanes.sse.mean,
});

/** The least and most mean delay of the event stream, in milliseconds: half of the time until the proxy has enough, and the way. */
const collected = (perSecond: number, rtt: number): readonly [number, number] => [
  (held / each[1] / perSecond / 2) * 1_000 * 0.6,
  (held / each[0] / perSecond / 2) * 1_000 * 1.4 + rtt / 2 + busy,
];

/** Each change to the server, and text that identifies it in the file. */
const changes = { threshold: "'threshold'", accel: "'accel'", flush: "'1'", plain: "'no-transform'" } as const;

/** At least half have come when all are published. */
const repairs =
  (change: keyof typeof changes) =>
  (measured: Measures): boolean =>
    (measured[change] ?? 0) >= (measured.published ?? 0) / 2;

export const lesson: Lesson = {
  id: 'somebody-buffers',
  minutes: { alone: 5, class: 15 },
  needs: ['control', 'weather'],
  rounds: [
    {
      id: 'compressed',
      set: { lanes: ['sse', 'websocket'], rate, naive: { sse: 'compressed?flush=0' }, silent: ['sse'] },
      bet: {
        kind: 'choice',
        options: {
          all: ({ sse = 0, published: all = 0 }) => sse >= all / 2,
          some: ({ sse = 0, published: all = 0 }) => sse > 0 && sse < all / 2,
          none: ({ sse = 0 }) => sse === 0,
        },
      },
      enough: { published: ['websocket', published] },
      measure: ({ lanes }) => ({
        published: lanes.websocket.published,
        websocket: lanes.websocket.delivered,
        sse: lanes.sse.delivered,
      }),
      expect: () => ({ published: [published, published + late], websocket: [published / 2, published + late], sse: [0, 0] }),
    },
    {
      id: 'proxy',
      set: { lanes: transportNames, rate: 20, rtt: 100, buffering: held },
      bet: { kind: 'sort', items: ['long', 'sse', 'polling', 'websocket'], tie: 0.1 },
      enough: { all: transportNames.map((name) => ({ measured: [name, 50] as const })) },
      measure: means,
      expect: ({ rate: perSecond, rtt, pollInterval }) => {
        const poll = pollingLatency(pollInterval, rtt).mean;
        return {
          websocket: [rtt / 2, rtt / 2 + busy],
          long: [rtt / 2, rtt * 2 + busy],
          polling: [poll * 0.7, poll * 1.3 + busy],
          sse: collected(perSecond, rtt),
        };
      },
    },
    {
      id: 'repair',
      set: { lanes: ['websocket'], rate },
      repair: { file: 'compressed.ts', changes },
      beside: {
        asIs: 'compressed/stream/sse?flush=0',
        threshold: 'compressed/stream/sse?flush=threshold',
        accel: 'compressed/stream/sse?flush=accel',
        flush: 'compressed/stream/sse?flush=1',
        plain: 'compressed/stream/sse?flush=no-transform',
      },
      bet: {
        kind: 'choice',
        options: {
          threshold: repairs('threshold'),
          accel: repairs('accel'),
          flush: repairs('flush'),
          plain: repairs('plain'),
        },
      },
      enough: { published: ['websocket', published] },
      measure: ({ lanes, beside }) => ({ published: lanes.websocket.published, ...beside }),
      expect: () => ({
        ...{ published: [published, published + late], asIs: [0, 0], threshold: [0, 0], accel: [0, 0] },
        ...{ flush: [published / 2, published + late], plain: [published / 2, published + late] },
      }),
    },
  ],
  links: [
    { text: 'RFC 9111, section 5.2.2.6: no-transform', url: 'https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.6' },
    {
      text: 'nginx: proxy_buffering and X-Accel-Buffering',
      url: 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering',
    },
  ],
  devtools: ['sse'],
  next: ['slow-reader'],
};
