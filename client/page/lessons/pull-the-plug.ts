/** What a browser does by itself when the line breaks, and what it does not do. */
import { orAfter } from './condition.ts';
import type { Lesson } from './lesson.ts';
import type { Seen } from './seen.ts';

/** `readyState` of an `EventSource` that has given up, and of a closed `WebSocket`. */
const [gaveUp, closed] = [2, 3];

/** Seconds after a cut within which an `EventSource` reconnects: the server asks for a wait of 1 to 3 s. */
const comesBack = 5;

/** A page without the client library. */
const bare = { lanes: ['sse', 'websocket'], rate: 5, without: ['return', 'heartbeat'] } as const;

const native = ({ native: { sse = Number.NaN, websocket = Number.NaN }, lanes }: Seen) => ({
  sse,
  websocket,
  missing: lanes.sse.missing,
});

const cut = { id: 'cut', act: { kind: 'fault', fault: { kind: 'cut' } }, done: { pressed: 'cut' } } as const;

export const lesson: Lesson = {
  id: 'pull-the-plug',
  minutes: { alone: 5, class: 15 },
  needs: ['control', 'weather'],
  rounds: [
    {
      id: 'cut',
      set: bare,
      bet: {
        kind: 'choice',
        options: {
          both: ({ sse, websocket }) => sse === 1 && websocket === 1,
          sse: ({ sse, websocket }) => sse === 1 && websocket !== 1,
          websocket: ({ sse, websocket }) => sse !== 1 && websocket === 1,
          neither: ({ sse, websocket }) => sse !== 1 && websocket !== 1,
        },
      },
      steps: [cut],
      enough: orAfter(4 * comesBack, { native: ['sse', 1] }, { native: ['websocket', closed] }, { secondsAfter: comesBack }),
      measure: native,
      expect: () => ({ sse: [1, 1], websocket: [closed, closed] }),
    },
    {
      id: 'refused',
      set: { ...bare, lanes: ['sse'] },
      bet: {
        kind: 'choice',
        options: {
          soon: ({ sse }) => sse === 1,
          trying: ({ sse }) => sse === 0,
          never: ({ sse }) => sse === gaveUp,
        },
      },
      steps: [
        { id: 'refuse', act: { kind: 'fault', fault: { kind: 'unavailable', seconds: 60 } }, done: { pressed: 'refuse' } },
        cut,
        { id: 'refused', done: { native: ['sse', gaveUp] } },
        { id: 'lift', act: { kind: 'lift' }, done: { pressed: 'lift' } },
      ],
      enough: { all: [{ pressed: 'lift' }, { secondsAfter: 4 }] },
      measure: native,
      expect: () => ({ sse: [gaveUp, gaveUp] }),
    },
    {
      id: 'replay',
      set: { lanes: ['sse', 'websocket'], rate: 20, rtt: 200, without: ['resume'] },
      bet: {
        kind: 'choice',
        options: {
          none: ({ missing = 0, lost = 0 }) => missing === 0 && lost === 0,
          websocket: ({ missing = 0, lost = 0 }) => missing === 0 && lost > 0,
          both: ({ missing = 0, lost = 0 }) => missing > 0 && lost > 0,
        },
      },
      steps: [cut, { id: 'back', done: { all: [{ back: 'sse' }, { back: 'websocket' }] } }],
      enough: { all: [{ back: 'sse' }, { back: 'websocket' }, { secondsAfter: comesBack }] },
      measure: ({ lanes }) => ({ missing: lanes.sse.missing, lost: lanes.websocket.missing, gaps: lanes.websocket.gaps }),
      // At 200 ms a new WebSocket takes two round trips, which is 8 notifications at 20/s; before it there is a random wait of half a second at most.
      expect: ({ rate, rtt }) => ({ missing: [0, 0], lost: [((rate * rtt) / 1_000) * 0.75, rate * comesBack], gaps: [0, 0] }),
    },
  ],
  links: [
    {
      text: 'HTML: reconnecting, and when an EventSource fails',
      url: 'https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model',
    },
    { text: 'MDN: CloseEvent', url: 'https://developer.mozilla.org/docs/Web/API/CloseEvent' },
  ],
  devtools: ['sse', 'websocket'],
  next: ['seven-tabs'],
};
