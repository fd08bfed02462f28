/** A reader on a slow line: where its notifications wait, and what happens to them. */
import type { Condition, Lesson } from './lesson.ts';

/** Notifications a second, bytes of each, and how many are published at least while the line is slow. */
const [rate, payload, published] = [50, 32_000, 500] as const;

/** Bytes a second of the slow line. */
const slowly = 100_000;

/**
 * Bytes that are in the queue at last, and notifications that it has dropped. Before it gets any, the operating system takes its share: of the sender's side up to
 * 4 MiB (net.ipv4.tcp_wmem of Linux), of the receiver’s 6 MiB, in newer kernels 32 MiB (net.ipv4.tcp_rmem), as it sees fit. So this waits for the queue
 * and does not subtract a guess: most machines take 4 to 10 MB, which is less than what is published anyway.
 */
const [queued, dropped] = [6_000_000, 200] as const;

/** Notifications after which it ends all the same: 36 MiB for the system, the queue, and what it drops. */
const most = 1_500;

/** Bytes that may wait at the real server for one reader: one write, a few notifications, and more if a machine was busy for a moment. */
const oneWrite = 100 * payload;

/** Notifications that the short log keeps. */
const window = 50;

/**
 * The system may take megabytes more for one of two readers than for the other: on a busy machine 250 notifications more. So the run also waits until the reader of the real
 * server has missed as many as the log keeps.
 */
const unwritten = 2 * window;

/** The page looks four times a second, so it sees more than it waited for, and a busy machine looks late. */
const late = rate * 3;

/** Slower until the queue shows, then full speed again. */
const steps = (queue: Condition) =>
  [
    { id: 'slow', act: { kind: 'set', set: { bandwidth: slowly } }, done: { pressed: 'slow' } },
    {
      id: 'published',
      done: { any: [{ all: [{ publishedAfter: ['websocket', published] }, queue] }, { publishedAfter: ['websocket', most] }] },
    },
    { id: 'quick', act: { kind: 'set', set: { bandwidth: 0 } }, done: { pressed: 'quick' } },
  ] as const;

const caughtUp = { all: [{ pressed: 'quick' }, { caughtUp: 'sse' }, { caughtUp: 'websocket' }] } as const;

const set = { lanes: ['sse', 'websocket'], rate, payload } as const;

const atMost = most + late;

export const lesson: Lesson = {
  id: 'slow-reader',
  minutes: { alone: 6, class: 15 },
  needs: ['control', 'weather'],
  rounds: [
    {
      id: 'queue',
      set: { ...set, naive: { sse: 'queueing?policy=queue' } },
      bet: { kind: 'number', of: 'naive', unit: 'B', range: [0, 20_000_000], step: 500_000, within: 0.2 },
      steps: steps({ queued: ['queue', queued] }),
      enough: { all: [caughtUp, { queuesRead: true }] },
      measure: ({ lanes, queues, buffered }) => ({
        published: lanes.websocket.publishedBetween * payload,
        naive: queues.queue ?? 0,
        real: buffered,
      }),
      expect: () => ({
        published: [published * payload, atMost * payload],
        naive: [queued, atMost * payload],
        real: [0, oneWrite],
      }),
    },
    {
      id: 'window',
      set: { ...set, serve: { window }, naive: { websocket: 'queueing?policy=drop' } },
      bet: {
        kind: 'choice',
        options: {
          both: ({ told = 0, toldWebsocket = 0 }) => told > 0 && toldWebsocket > 0,
          sse: ({ told = 0, toldWebsocket = 0 }) => told > 0 && toldWebsocket === 0,
          websocket: ({ told = 0, toldWebsocket = 0 }) => told === 0 && toldWebsocket > 0,
          neither: ({ told = 0, toldWebsocket = 0 }) => told === 0 && toldWebsocket === 0,
        },
      },
      steps: steps({ all: [{ dropped: ['drop', dropped] }, { unwritten: ['sse', unwritten] }] }),
      enough: caughtUp,
      measure: ({ lanes }) => ({ told: lanes.sse.told, lost: lanes.websocket.missing, toldWebsocket: lanes.websocket.told }),
      expect: () => ({
        // What the log had dropped when the line became quick again, unless the system had room for some of it meanwhile.
        told: [1, atMost],
        lost: [dropped, atMost],
        toldWebsocket: [0, 0],
      }),
    },
  ],
  links: [
    { text: 'MDN: WebSocket.bufferedAmount', url: 'https://developer.mozilla.org/docs/Web/API/WebSocket/bufferedAmount' },
    { text: 'Node.js: backpressuring in streams', url: 'https://nodejs.org/learn/modules/backpressuring-in-streams' },
  ],
  devtools: ['sse', 'websocket'],
  next: ['herd'],
};
