/** A long poll that forgets where it was, near and far, and the cursor that repairs it. */
import { deliveredWithoutCursor } from '../../../bench/model/without-cursor.ts';
import type { Given, Lesson, Round } from './lesson.ts';
import type { Measures, Seen } from './seen.ts';

/** Notifications that are looked at: three seconds at this rate. */
const [published, rate] = [60, 20];

/** Milliseconds that server and browser take between two questions: at best, and on a machine that is busy. */
const handling = [0, 500] as const;

/** Milliseconds by which a busy server is late; one answer then holds two notifications, or three. */
const lateness = 50;

const enough = { published: ['long-polling', published] } as const;

const measure = ({ lanes }: Seen) => {
  const { delivered, missing, requests } = lanes['long-polling'];
  return { published: lanes['long-polling'].published, delivered, missing, requests, sse: lanes.sse.delivered };
};

/** The page looks four times a second, so it sees more than it waited for, and a busy machine looks late. */
const late = rate * 3;

/** What was published since the last answer is neither delivered nor known to be missing. */
const unknown = (rtt: number): number => (rate * (rtt + handling[1])) / 1_000;

/** The least of as many as it waits for, and the most of as many as there may be. @param lag milliseconds by which the server may be late */
const delivered = (rtt: number, lag: number): readonly [number, number] => [
  deliveredWithoutCursor(rate, published, rtt, handling)[0],
  deliveredWithoutCursor(rate, published + late, rtt, handling, lag)[1],
];

const withoutCursor = ({ rtt }: Given) => {
  const [least, most] = delivered(rtt, lateness);
  return {
    published: [published, published + late],
    delivered: [least, most],
    missing: [published - deliveredWithoutCursor(rate, published, rtt, handling, lateness)[1] - unknown(rtt), published + late - least],
  } as const;
};

const forgetful = { lanes: ['long-polling', 'sse'], rate, without: ['cursor'] } as const;

const share = ({ delivered = 0, published: all = 0 }): number => delivered / all;

/** Everything that is not still on its way: that is at most two round trips' worth. */
const delivers =
  (change: string) =>
  (measured: Measures): boolean =>
    (measured[change] ?? 0) >= (measured.published ?? published) * 0.7;

const rounds: readonly Round[] = [
  {
    id: 'near',
    set: forgetful,
    bet: {
      kind: 'choice',
      options: {
        all: ({ missing = 0 }) => missing === 0,
        most: (measured) => (measured.missing ?? 0) > 0 && share(measured) > 0.5,
        few: (measured) => share(measured) <= 0.5,
      },
    },
    enough,
    measure,
    // Without a distance this measures the machine: a busy one may lose nearly all.
    expect: () => ({ published: [published, published + late], delivered: [1, published + late], missing: [0, published + late] }),
  },
  {
    id: 'far',
    set: { ...forgetful, rtt: 300 },
    bet: { kind: 'number', of: 'delivered', unit: '', range: [0, published], step: 1, within: 0.1 },
    enough,
    measure,
    expect: withoutCursor,
  },
  {
    id: 'cursor',
    set: { ...forgetful, rtt: 300, without: [] },
    bet: {
      kind: 'choice',
      options: {
        all: ({ missing = 0 }) => missing === 0,
        some: ({ missing = 0, published: all = 0 }) => missing > 0 && missing < all / 2,
        none: ({ missing = 0, published: all = 0 }) => missing > 0 && missing >= all / 2,
      },
    },
    enough,
    measure,
    // Notifications on their way are neither delivered nor missing: two round trips' worth, and more on a busy machine.
    expect: ({ rtt }) => ({ delivered: [published - (rate * 2 * (rtt + handling[1])) / 1_000, published + late], missing: [0, 0] }),
  },
  {
    id: 'repair',
    set: { lanes: ['sse'], rate, rtt: 300 },
    repair: { file: 'forgetful.ts', changes: { hold: "'hold'", batch: "'batch'", cursor: "'cursor'" } },
    beside: {
      asIs: 'forgetful/stream/long-polling',
      hold: 'forgetful/stream/long-polling?change=hold',
      batch: 'forgetful/stream/long-polling?change=batch',
      cursor: 'forgetful/stream/long-polling?change=cursor',
    },
    bet: { kind: 'choice', options: { hold: delivers('hold'), batch: delivers('batch'), cursor: delivers('cursor') } },
    enough: { published: ['sse', published] },
    measure: ({ lanes, beside }) => ({ published: lanes.sse.published, ...beside }),
    expect: ({ rtt }) => {
      // An answer of this server holds one notification, however late it is.
      const [least, most] = delivered(rtt, 0);
      const forgets = [Math.floor(least / 2), most] as const;
      return {
        ...{ published: [published, published + late], asIs: forgets, hold: forgets },
        // Two more for each answer: three of the eight and a half that are published from one to the next. A machine that collects for 300 ms gets seven of twelve.
        batch: [forgets[0], (published + late) * 0.6],
        cursor: [published - (rate * 2 * (rtt + handling[1])) / 1_000, published + late],
      };
    },
  },
];

export const lesson: Lesson = {
  id: 'between-two-polls',
  minutes: { alone: 4, class: 15 },
  needs: ['control', 'weather'],
  rounds,
  links: [
    { text: 'RFC 6202, section 2: the mechanism of long polling', url: 'https://www.rfc-editor.org/rfc/rfc6202#section-2' },
    {
      text: 'HTML: Last-Event-ID of server-sent events',
      url: 'https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header',
    },
  ],
  devtools: ['long-polling'],
  next: ['pull-the-plug'],
};
