/** The time of day with the decimals that latencies need. */
export interface WallClock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Milliseconds to be added to a time of `performance.now()`, by what the system's clock says at present. */
  offset(): number;
}

/** Milliseconds that the estimate may be ahead of the system's clock: its reading has whole milliseconds only, and NTP moves it a little back now and then. */
const tolerance = 5;

/**
 * `performance.timeOrigin + performance.now()` is right only until the machine sleeps or its clock is set: the monotonic clock then stands still, or knows nothing of it. This
 * one is anchored anew whenever the two disagree, forwards at once, and backwards only by more than the tolerance.
 * @param system milliseconds since the Unix epoch, whole @param monotonic milliseconds with decimals
 */
export function wallClock(system = Date.now, monotonic = () => performance.now(), origin = performance.timeOrigin): WallClock {
  let offset = origin;
  /** @returns a time of the monotonic clock that the offset is right for */
  const anchor = (): number => {
    // The process may be held up between two readings: the system's clock was read somewhere between these two times.
    const before = monotonic();
    const seen = system();
    const after = monotonic();
    // Whole milliseconds are rounded down: it is at least what was seen, and less than one more.
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

/** The one of this process: whoever tells times that are compared reads the same. */
export const clock = wallClock();

/** As `at` is told: more decimals would be noise, and bytes in every notification. */
export const tenths = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;
