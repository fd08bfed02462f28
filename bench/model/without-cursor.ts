import { deafGap } from './latency.ts';
import { slottedTimes } from './schedule.ts';

/** Milliseconds. */
interface Asking {
  readonly rtt: number;
  /** Between an answer's arrival and the next request, and between a request's arrival and its hold, together. */
  readonly handling: number;
}

/**
 * Which notifications reach a long poll that always asks from now on: the one that ends a hold, and none published before the next poll is held.
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

/** Slots to try: starting a window at each of them covers all moments at which counting may begin. */
const slots = 600;

/**
 * The least and the most of `published` successive notifications that such a long poll delivers, on the lab's own schedule.
 * @param rate notifications per second
 * @param handling milliseconds at best, and on a busy machine
 */
export function deliveredWithoutCursor(rate: number, published: number, rtt: number, handling: readonly [number, number]): readonly [number, number] {
  const times = slottedTimes(1_000 / rate, slots, 1);
  const counts = handling.map((one) => {
    const heard = heardWithoutCursor(times, { rtt, handling: one });
    return heard.slice(published).map((_, from) => heard.slice(from, from + published).filter(Boolean).length);
  });
  return [Math.min(...counts.flat()), Math.max(...counts.flat())];
}
