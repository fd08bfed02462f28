import { deafGap } from './latency.ts';

/** Milliseconds, unless it says otherwise. */
export interface LongPollingSetting {
  readonly rtt: number;
  /** Between an answer's arrival and the next request, and between a request's arrival and its hold, together. */
  readonly handling?: number;
  readonly hold: number;
  /** When the first poll is held. */
  readonly phase: number;
}

/** What one long-polling reader received. */
export interface LongPollingOutcome {
  /** Milliseconds from publish to receipt, in the order of publishing. */
  readonly latencies: readonly number[];
  /** Answers with at least one notification. */
  readonly answers: number;
  /** Answers whose hold ended without a notification. */
  readonly empty: number;
  /** Notifications published while no poll was held. */
  readonly deaf: number;
}

/**
 * One reader with a given schedule, event by event. For evenly spaced arrivals the Poisson formulas are wrong by up to a third.
 * @param times when notifications are published, ascending
 */
export function simulateLongPolling(times: readonly number[], { rtt, handling = 0, hold, phase }: LongPollingSetting): LongPollingOutcome {
  const gap = deafGap(rtt, handling);
  const latencies: number[] = [];
  let [answers, empty, deaf] = [0, 0, 0];
  let next = times.findIndex((at) => at >= phase);
  for (let held = phase; next >= 0 && next < times.length; ) {
    const first = times[next] ?? held;
    // Polls whose hold ends before the next one is published, all at once: while nothing happens for years there are millions of them.
    const idle = Math.max(0, Math.ceil((first - held) / (hold + gap)) - 1);
    if (idle > 0) {
      empty += idle;
      held += idle * (hold + gap);
      continue;
    }
    const answered = first <= held ? held : Math.min(first, held + hold);
    const before = next;
    for (; (times[next] ?? Number.POSITIVE_INFINITY) <= answered; next += 1) {
      const at = times[next] ?? answered;
      latencies.push(answered - at + rtt / 2);
      if (at < held) deaf += 1;
    }
    if (next > before) answers += 1;
    else empty += 1;
    held = answered + gap;
  }
  return { latencies, answers, empty, deaf };
}
