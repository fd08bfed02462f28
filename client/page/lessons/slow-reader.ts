/** A reader on a slow line: where its notifications wait, and what happens to them. */
import type { Lesson } from './lesson.ts';

/** Notifications a second, bytes of each, and how many are published while the line is slow. */
const [rate, payload, published] = [50, 32_000, 500] as const;

/** Bytes a second of the slow line. */
const slowly = 100_000;

/**
 * Bytes that have left the server before its program notices that the reader is slow. Linux lets a socket that writes grow to 4 MiB (net.ipv4.tcp_wmem), and
 * one that reads to 6 MiB or more (net.ipv4.tcp_rmem), as fast as its program reads. The slow line carries some 100 kB/s meanwhile. At most 9.4 MB were seen;
 * other systems buffer less.
 */
const unnoticed = 12_000_000;

/** Bytes that may wait at the real server for one reader: one write, a few notifications, and more if a machine was busy for a moment. */
const oneWrite = 100 * payload;

/** The page looks four times a second, so it sees more than it waited for, and a busy machine looks late. */
const late = rate * 3;

/** Slower, then five seconds of notifications, then full speed again. */
const steps = [
  { id: 'slow', act: { kind: 'set', set: { bandwidth: slowly } }, done: { pressed: 'slow' } },
  { id: 'published', done: { publishedAfter: ['websocket', published] } },
  { id: 'quick', act: { kind: 'set', set: { bandwidth: 0 } }, done: { pressed: 'quick' } },
] as const;

const caughtUp = { all: [{ pressed: 'quick' }, { caughtUp: 'sse' }, { caughtUp: 'websocket' }] } as const;

const set = { lanes: ['sse', 'websocket'], rate, payload } as const;

const bytesOfAll = [published * payload, (published + late) * payload] as const;

export const lesson: Lesson = {
  id: 'slow-reader',
  minutes: { alone: 6, class: 15 },
  needs: ['control', 'weather'],
  rounds: [
    {
      id: 'queue',
      set: { ...set, naive: { sse: 'queueing?policy=queue' } },
      bet: { kind: 'number', of: 'naive', unit: 'B', range: [0, 20_000_000], step: 500_000, within: 0.2 },
      steps,
      enough: { all: [caughtUp, { queuesRead: true }] },
      measure: ({ lanes, queues, buffered }) => ({
        published: lanes.websocket.publishedBetween * payload,
        naive: queues.queue ?? 0,
        real: buffered,
      }),
      expect: () => ({
        published: bytesOfAll,
        naive: [published * payload - unnoticed, (published + late) * payload],
        real: [0, oneWrite],
      }),
    },
    {
      id: 'window',
      set: { ...set, serve: { window: 50 }, naive: { websocket: 'queueing?policy=drop' } },
      bet: {
        kind: 'choice',
        options: {
          both: ({ told = 0, toldWebsocket = 0 }) => told > 0 && toldWebsocket > 0,
          sse: ({ told = 0, toldWebsocket = 0 }) => told > 0 && toldWebsocket === 0,
          websocket: ({ told = 0, toldWebsocket = 0 }) => told === 0 && toldWebsocket > 0,
          neither: ({ told = 0, toldWebsocket = 0 }) => told === 0 && toldWebsocket === 0,
        },
      },
      steps,
      enough: caughtUp,
      measure: ({ lanes }) => ({ told: lanes.sse.told, lost: lanes.websocket.missing, toldWebsocket: lanes.websocket.told }),
      expect: () => ({
        told: [(published * payload - unnoticed) / payload - 50, published + late],
        lost: [(published * payload - unnoticed) / payload - 100, published + late],
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
