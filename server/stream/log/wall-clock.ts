/** The time of day, with the decimals that latencies need. */
export interface WallClock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Milliseconds to add to a time of `performance.now()` to get the time of day. */
  offset(): number;
}

/** Milliseconds that the estimate may be ahead of the system's clock, because NTP sets that back a little now and then. */
const tolerance = 5;

/**
 * `performance.timeOrigin + performance.now()` is wrong after the machine has slept or its clock was set, because the monotonic clock stood still or did not follow. So this clock compares
 * the two at each reading and corrects itself: forwards at once, backwards only if they differ by more than the tolerance.
 * @param system milliseconds since the Unix epoch, whole @param monotonic milliseconds with decimals
 */
export function wallClock(system = Date.now, monotonic = () => performance.now(), origin = performance.timeOrigin): WallClock {
  let offset = origin;
  /** Corrects the offset. @returns the time of the monotonic clock for it */
  const anchor = (): number => {
    // The process may be interrupted between two readings, so read the monotonic clock before and after the system's.
    const before = monotonic();
    const seen = system();
    const after = monotonic();
    // `Date.now` rounds down: the true time is at least `seen` and less than `seen + 1`.
    const isBehind = offset + after < seen;
    const isAhead = offset + before > seen + 1 + tolerance;
    if (isBehind || isAhead) offset = seen - after;
    return after;
  };
  return {
    now() {
      const elapsed = anchor();
      return offset + elapsed;
    },
    offset() {
      anchor();
      return offset;
    },
  };
}

/** The clock of this process. All times that are compared must come from it. */
export const clock = wallClock();

/** Rounds to a tenth of a millisecond, as `at` has it: more decimals would be noise and cost bytes in every notification. */
export const tenths = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;
