import { perTransport } from '../../bench/result/identity.ts';
import type { Seen, SeenLane } from '../../client/page/lessons/seen.ts';

const lane: SeenLane = {
  ...{ state: 'open', published: 30, delivered: 20, missing: 10, gaps: 0, told: 0, requests: 5, empties: 1, bytes: 0 },
  ...{ payload: 0, framing: 0, unwritten: 120 },
  ...{ measured: 10, mean: 5, noticed: Number.NaN, back: 2_000, publishedAfter: 12, publishedBetween: 0 },
};

/** A run in its middle, for tests of what counts as evidence. */
export const seen: Seen = {
  lanes: perTransport(() => lane),
  ...{ lasted: 3_000, rtt: 0, pressed: ['cut'], sincePressed: 1_000, native: { sse: 2 }, extras: { open: 3, waiting: 2 }, fetched: 'waits' },
  ...{
    beside: { quick: 25, slow: 5 },
    queues: { queue: 3_000_000 },
    dropped: { drop: 50 },
    queuesRead: true,
    buffered: 0,
    arrivals: { connections: [0, 3, 1], refused: [0, 0, 1], due: [0, 4, 0] },
  },
  absence: { lasted: 3_000, counted: 3_000, since: 500, lanes: perTransport(() => ({ asked: 3, delivered: 0, mean: 5, afterwards: 0 })) },
  ...{ probed: [4, 5], deliveries: () => [], members: { done: ['url'], doors: {}, log: [] } },
};
