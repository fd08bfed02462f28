import { Histogram, quantile } from '../statistics/histogram.ts';
import { exponential, seededRandom } from '../statistics/random.ts';

export interface FanOutPlan {
  readonly seed: number;
  readonly nodes: number;
  readonly clients: number;
  /** Notifications per second, at random (Poisson), to all clients. */
  readonly rate: number;
  /** Microseconds for one write to one reader, and for one answer of Redis to one node. */
  readonly write: number;
  readonly answer: number;
  /** Simulated seconds. */
  readonly seconds: number;
}

/** Milliseconds from a publish until it is written to a reader. */
export interface Lag {
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
  /** Share of the time that a node is busy writing. */
  readonly busy: number;
}

/** Readers of a node that are simulated, evenly spread over the order in which it writes. */
const looked = 50;

/**
 * Redis answers its nodes one after the other. A node writes to its readers one after the other, in turns: all notifications that come during a turn
 * go out in the next one, with one write to each reader. That is why the delay of a node that is too slow rises only to a limit.
 */
export function simulateFanOut({ seed, nodes, clients, rate, write, answer, seconds }: FanOutPlan): Lag {
  const random = seededRandom(seed);
  const lags = new Histogram();
  const turn = ((clients / nodes) * write) / 1_000;
  let busy = 0;
  // Three nodes stand for all: the first that Redis answers, one in the middle, and the last.
  const places = [...new Set([0, Math.floor(nodes / 2), nodes - 1])];
  for (const place of places) {
    const delay = ((place + 1) * answer) / 1_000;
    let free = 0;
    let waiting: number[] = [];
    const flush = () => {
      for (const due of waiting) for (let reader = 0; reader < looked; reader += 1) lags.record(free + ((reader + 0.5) / looked) * turn - due);
      waiting = [];
      free += turn;
      busy += turn;
    };
    for (let due = exponential(random, rate) * 1_000; due < seconds * 1_000; due += exponential(random, rate) * 1_000) {
      if (waiting.length > 0 && free <= due + delay) flush();
      if (waiting.length === 0) free = Math.max(free, due + delay);
      waiting.push(due);
    }
    if (waiting.length > 0) flush();
  }
  const { buckets, max } = lags;
  return { p50: quantile(buckets, 0.5), p99: quantile(buckets, 0.99), most: max, busy: Math.min(1, busy / places.length / (seconds * 1_000)) };
}
