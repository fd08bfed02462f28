import { Histogram, quantile } from '../statistics/histogram.ts';
import { exponential, seededRandom } from '../statistics/random.ts';

export interface FanOutPlan {
  readonly seed: number;
  readonly nodes: number;
  readonly clients: number;
  /** Notifications a second, at random (Poisson), to all clients. */
  readonly rate: number;
  /** Microseconds for one write to one reader, and for one answer of Redis to one node. */
  readonly write: number;
  readonly answer: number;
  /** Seconds that are simulated. */
  readonly seconds: number;
}

/** Milliseconds from a publish until it is written to a reader. */
export interface Lag {
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
  /** Share of the time that a node is busy with it. */
  readonly busy: number;
}

/** Readers of a node that are looked at: evenly spread over the order in which it writes to them. */
const looked = 50;

/**
 * Redis answers its nodes one after the other. A node writes to its readers one after the other, in turns: what comes while it does so goes out in the next turn, with one write to each reader,
 * however much it is. That is why a node that is too slow becomes late, but not later and later.
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
