import { deafGap } from './latency.ts';
import { slottedTimes } from './schedule.ts';

/** Milliseconds. */
interface Asking {
  readonly rtt: number;
  /** Between an answer's arrival and the next request, and between a request's arrival and its hold, together. */
  readonly handling: number;
  /** By which the server is late: it publishes what was due meanwhile all at once, and one answer holds all of it. @default 0 */
  readonly late?: number;
}

/**
 * Which notifications reach a long poll that always asks from now on: the one that ends a hold, with those that a late server publishes together with it,
 * and none published before the next poll is held.
 * @param times when notifications are published, in milliseconds, ascending
 */
export function heardWithoutCursor(times: readonly number[], { rtt, handling, late = 0 }: Asking): boolean[] {
  const gap = deafGap(rtt, handling);
  let [answered, held] = [Number.NEGATIVE_INFINITY, 0];
  return times.map((at) => {
    if (at <= answered) return true;
    if (at < held) return false;
    answered = at + late;
    held = answered + gap;
    return true;
  });
}

/** Slots to try: starting a window at each of them covers all moments at which counting may begin. */
const slots = 600;

/**
 * The least and the most of `published` successive notifications that such a long poll delivers, on the lab's own schedule.
 * @param rate notifications per second
 * @param handling milliseconds at best, and on a busy machine
 * @param late milliseconds by which the server of a busy machine is late
 */
export function deliveredWithoutCursor(
  rate: number,
  published: number,
  rtt: number,
  [least, most]: readonly [number, number],
  late = 0,
): readonly [number, number] {
  const times = slottedTimes(1_000 / rate, slots, 1);
  const cases = [{ handling: least }, { handling: most }, { handling: least, late }];
  const counts = cases.map((one) => {
    const heard = heardWithoutCursor(times, { rtt, ...one });
    return heard.slice(published).map((_, from) => heard.slice(from, from + published).filter(Boolean).length);
  });
  return [Math.min(...counts.flat()), Math.max(...counts.flat())];
}
