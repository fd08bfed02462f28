/** A line that dies silently, heartbeats that are missed, and comments that no client can miss. */
import type { Lesson } from './lesson.ts';
import type { Seen } from './seen.ts';

const rate = 5;

/** Milliseconds of silence before the server sends a heartbeat. */
const heartbeat = 2_000;

/** Heartbeat intervals that a client waits before it gives a line up (client/stream/silence.ts); it checks ten times in that time. */
const patience = 2.5;

/** Seconds from the last notification until a lane notices: the last one may have come an interval earlier, and a busy machine checks late. */
const notices = [(patience * heartbeat) / 1_000 - 1 / rate - 0.1, (patience * heartbeat * 1.1) / 1_000 + 2] as const;

/** Seconds for which a dead line is observed. */
const wait = 6;

/** Seconds in which nobody noticed. */
const never = Number.POSITIVE_INFINITY;

const both = { lanes: ['sse', 'websocket'], rate } as const;

const hole = { id: 'hole', act: { kind: 'fault', fault: { kind: 'black-hole' } }, done: { pressed: 'hole' } } as const;

const bothNoticed = { all: [{ noticed: 'sse' }, { noticed: 'websocket' }] } as const;
const bothBack = { all: [{ back: 'sse' }, { back: 'websocket' }] } as const;

const noticedIn = ({ lanes }: Seen) => ({ sse: lanes.sse.noticed / 1_000, websocket: lanes.websocket.noticed / 1_000 });

export const lesson: Lesson = {
  id: 'silent-line',
  minutes: { alone: 5, class: 15 },
  needs: ['control', 'weather'],
  rounds: [
    {
      id: 'blind',
      set: { ...both, serve: { heartbeat: 0 } },
      bet: {
        kind: 'choice',
        options: {
          once: ({ sooner = never }) => sooner <= 1,
          soon: ({ sooner = never }) => sooner > 1 && sooner <= wait,
          // A saved run holds what did not happen as NaN.
          never: ({ sooner = never }) => !(sooner <= wait),
        },
      },
      steps: [hole],
      enough: { secondsAfter: wait },
      measure: (seen) => {
        const { sse, websocket } = noticedIn(seen);
        const noticed = [sse, websocket].filter((seconds) => !Number.isNaN(seconds));
        return { published: seen.lanes.sse.publishedAfter, noticed: noticed.length, sooner: Math.min(never, ...noticed) };
      },
      expect: () => ({ published: [rate * wait * 0.7, rate * wait * 1.5], noticed: [0, 0] }),
    },
    {
      id: 'heartbeat',
      set: { ...both, serve: { heartbeat } },
      bet: { kind: 'number', of: 'both', unit: 's', range: [0, 20], step: 1, within: 0.1 },
      steps: [
        hole,
        { id: 'noticed', done: bothNoticed },
        { id: 'lift', act: { kind: 'lift' }, done: { pressed: 'lift' } },
        { id: 'back', done: bothBack },
      ],
      enough: { all: [bothNoticed, bothBack] },
      measure: (seen) => {
        const { sse, websocket } = noticedIn(seen);
        return { sse, websocket, both: Math.max(sse, websocket), missing: seen.lanes.sse.missing + seen.lanes.websocket.missing };
      },
      expect: () => ({ sse: notices, websocket: notices, missing: [0, 0] }),
    },
    {
      id: 'comments',
      set: { ...both, serve: { heartbeat }, naive: { sse: 'comments?every=1' } },
      bet: {
        kind: 'choice',
        options: {
          both: ({ sse, websocket }) => sse === 1 && !Number.isNaN(websocket),
          websocket: ({ sse, websocket }) => sse === 0 && !Number.isNaN(websocket),
          neither: ({ sse, websocket }) => sse === 0 && Number.isNaN(websocket),
        },
      },
      steps: [hole],
      enough: { all: [{ noticed: 'websocket' }, { secondsAfter: wait }] },
      measure: (seen) => {
        const { sse, websocket } = noticedIn(seen);
        return { sse: Number(!Number.isNaN(sse)), websocket };
      },
      expect: () => ({ sse: [0, 0], websocket: notices }),
    },
  ],
  links: [
    {
      text: 'HTML: comments of an event stream',
      url: 'https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation',
    },
    { text: 'RFC 6455, section 5.5.2: ping', url: 'https://www.rfc-editor.org/rfc/rfc6455#section-5.5.2' },
  ],
  devtools: ['sse', 'websocket'],
  next: ['somebody-buffers'],
};
