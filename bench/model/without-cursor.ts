import { deafGap } from './latency.ts';
import { slottedTimes } from './schedule.ts';

/** Milliseconds. */
interface Asking {
  readonly rtt: number;
  /** Between an answer's arrival and the next question, and between a question's arrival and its hold, together. */
  readonly handling: number;
}

/**
 * Which notifications reach a long poll that asks each time for what comes from now on: the one that ends a hold, and none that is published before the next question is held.
 * @param times when notifications are published, in milliseconds, ascending
 */
export function heardWithoutCursor(times: readonly number[], { rtt, handling }: Asking): boolean[] {
  const gap = deafGap(rtt, handling);
  let held = 0;
  return times.map((at) => {
    if (at < held) return false;
    held = at + gap;
    return true;
  });
}

/** Slots that are looked at: windows that begin at all of them stand for all moments to begin to count. */
const slots = 600;

/**
 * From how few to how many of `published` notifications in a row such a long poll delivers, on the lab's own schedule.
 * @param rate notifications per second
 * @param handling milliseconds at best, and on a machine that is busy
 */
export function deliveredWithoutCursor(rate: number, published: number, rtt: number, handling: readonly [number, number]): readonly [number, number] {
  const times = slottedTimes(1_000 / rate, slots, 1);
  const counts = handling.map((one) => {
    const heard = heardWithoutCursor(times, { rtt, handling: one });
    return heard.slice(published).map((_, from) => heard.slice(from, from + published).filter(Boolean).length);
  });
  return [Math.min(...counts.flat()), Math.max(...counts.flat())];
}
