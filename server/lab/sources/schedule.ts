import { placesInSlots, seededRandom } from '../../../bench/statistics/random.ts';
import type { NotificationLog, Stop } from '../../stream/log/notification-log.ts';
import { type Clock, publishOnDeadlines } from './deadlines.ts';

/** What is published, and when. */
export interface Plan {
  /** Notifications per second; 0 publishes nothing. */
  readonly rate: number;
  /** Notifications that are due at the same time. */
  readonly burst: number;
  /** Bytes of `data` as JSON. */
  readonly payload: number;
  readonly seed: number;
}

/**
 * Publishes a burst at a time on absolute deadlines, which `at` tells: once in every slot of `burst / rate` seconds, at a place of its own. Evenly spaced, they would come at the
 * same few places between two polls for ever, and half of that wait would be luck. Places and texts can be drawn again from the seed.
 */
export function startSchedule(log: NotificationLog, { rate, burst, payload, seed }: Plan, clock?: Clock): Stop {
  if (rate === 0) return () => {};
  const draw = texts(payload, seed);
  const period = (burst * 1_000) / rate;
  return publishOnDeadlines(log, { period, burst, place: placesInSlots(seed), draft: () => ({ event: 'schedule', data: draw() }) }, clock);
}

const letters = 'abcdefghijklmnopqrstuvwxyz ';

/** Strings whose JSON has exactly so many bytes: cuts from one long text, because drawing each letter would cost more than publishing it. */
function texts(payload: number, seed: number): () => string {
  const random = seededRandom(seed);
  const length = payload - 2;
  const spare = 997;
  const text = Array.from({ length: length + spare }, () => letters[Math.floor(random() * letters.length)]).join('');
  return () => {
    const from = Math.floor(random() * spare);
    return text.slice(from, from + length);
  };
}
