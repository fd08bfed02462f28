import { placesInSlots, seededRandom } from '../apparatus/random.ts';
import type { NotificationLog, Stop } from '../log/notification-log.ts';
import { type Draft, limits } from '../protocol.ts';

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

/** Milliseconds. A machine that slept begins anew instead of making up for hours; and Node's timers cannot wait longer than the second. */
const lateness = { most: 5_000, timer: 60_000 };

/**
 * Publishes on absolute deadlines, whatever happened to the ones before: a burst in every slot of `burst / rate` seconds, at a place of its own. Evenly spaced, they would come at the
 * same few places between two polls for ever, and half of that wait would be luck. `at` is the deadline. Places and texts can be drawn again from the seed.
 */
export function startSchedule(log: NotificationLog, { rate, burst, payload, seed }: Plan): Stop {
  if (rate === 0) return () => {};
  const now = () => performance.timeOrigin + performance.now();
  const draw = texts(payload, seed);
  const place = placesInSlots(seed);
  const period = (burst * 1_000) / rate;
  const due = (slot: number) => (slot + place(slot)) * period;
  let start = now();
  let count = 0;
  let timer: NodeJS.Timeout;
  const scheduled = () => Math.round((start + due(Math.floor(count / burst))) * 10) / 10;
  const wait = () => {
    timer = setTimeout(tick, Math.min(lateness.timer, Math.max(0, scheduled() - now())));
  };
  const tick = () => {
    if (now() - scheduled() > lateness.most) {
      start = now();
      count = 0;
    }
    const drafts: Draft[] = [];
    for (; drafts.length < limits.arrayLength && scheduled() <= now(); count += 1) drafts.push({ event: 'schedule', data: draw(), at: scheduled() });
    // What could not be stored is not made up for.
    if (drafts.length > 0) log.append(drafts).catch(() => {});
    wait();
  };
  wait();
  return () => clearTimeout(timer);
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
