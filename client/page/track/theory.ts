import { pollingLatency, pushLatency } from '../../../bench/model/latency.ts';
import { simulateLongPolling } from '../../../bench/model/long-polling.ts';
import { slottedTimes } from '../../../bench/model/schedule.ts';
import type { TransportName } from '../../../server/stream/protocol.ts';

/** Under which a stream runs. */
export interface Conditions {
  /** Notifications per second, so many of them at once. */
  readonly rate: number;
  readonly burst: number;
  /** Milliseconds. */
  readonly pollInterval: number;
  /** Seconds. */
  readonly hold: number;
  readonly seed: number;
}

/** First questions of long-polling, spread over a spacing, and bursts that each of them sees. */
const [phases, bursts] = [16, 200];

/** An answer can only come after the question: a slow line stretches the interval to the next deadline. */
const askedEvery = (interval: number, rtt: number): number => Math.max(1, Math.ceil(rtt / interval)) * interval;

function longPolling({ rate, burst, hold, seed }: Conditions, rtt: number): number {
  const spacing = (burst * 1_000) / rate;
  const times = slottedTimes(spacing, bursts, seed).flatMap((at) => Array.from({ length: Math.min(burst, 20) }, () => at));
  let sum = 0;
  for (let phase = 0; phase < phases; phase += 1) {
    const { latencies } = simulateLongPolling(times, { rtt, hold: hold * 1_000, phase: ((phase + 0.5) / phases) * spacing });
    sum += latencies.reduce((total, one) => total + one, 0) / latencies.length;
  }
  return sum / phases;
}

/** What the bench's model says that a notification takes on average; `undefined` while nothing is published. @param rtt milliseconds, as measured */
export function meanInTheory(name: TransportName, conditions: Conditions, rtt: number): number | undefined {
  if (conditions.rate === 0) return undefined;
  if (name === 'polling') return pollingLatency(askedEvery(conditions.pollInterval, rtt), rtt).mean;
  return name === 'long-polling' ? longPolling(conditions, rtt) : pushLatency(rtt).mean;
}
