import type { NotificationLog, Stop } from '../../stream/log/notification-log.ts';
import { tenths, type WallClock, clock as wall } from '../../stream/log/wall-clock.ts';
import { type Draft, limits } from '../../stream/protocol.ts';

/** When something is published, and what. */
export interface Deadlines {
  /** Milliseconds between two deadlines. */
  readonly period: number;
  /** Notifications that are due at each. Default 1. */
  readonly burst?: number;
  /** Where in its period each deadline is, from 0 up to 1, counted from 0 on. Default 1: at its end. */
  readonly place?: (slot: number) => number;
  /** @param count from 1, through all bursts */
  readonly draft: (count: number) => Omit<Draft, 'at'>;
}

/** Time as deadlines need it; tests bring their own. */
export interface Clock extends Pick<WallClock, 'offset'> {
  /** Milliseconds that only ever grow. */
  monotonic(): number;
}

/** Milliseconds. `most`: after a longer delay, such as sleep, publishing starts anew instead of catching up. `timer`: the longest timer that is set. */
const lateness = { most: 5_000, timer: 60_000 };
const systemClock: Clock = { monotonic: () => performance.now(), offset: () => wall.offset() };

/**
 * Publishes on absolute deadlines, so that a late one does not make the next one late: number n is due within the ⌈n / burst⌉th period, at its end unless it has another place. `at` is the deadline, by what the
 * system's clock says when it is published. Deadlines themselves are monotonic: setting the clock moves none of them.
 */
export function publishOnDeadlines(log: NotificationLog, { period, burst = 1, place = () => 1, draft }: Deadlines, clock = systemClock): Stop {
  let start = clock.monotonic();
  /** Published so far, and those of them that were before the present start. */
  let [count, before] = [0, 0];
  let timer: NodeJS.Timeout;
  const next = () => {
    const slot = Math.floor((count - before) / burst);
    return start + (slot + place(slot)) * period;
  };
  const wait = () => {
    // Timers count whole milliseconds and come up to two too early: then none is due, and the rest is waited for.
    timer = setTimeout(publish, Math.min(lateness.timer, Math.max(0, next() - clock.monotonic())));
  };
  const publish = () => {
    const offset = clock.offset();
    const at = () => tenths(next() + offset);
    if (clock.monotonic() - next() > lateness.most) {
      start = clock.monotonic();
      before = count;
    }
    const due: Draft[] = [];
    // Rounded up it would be told before its time.
    for (; due.length < limits.arrayLength && at() <= clock.monotonic() + offset; count += 1) due.push({ ...draft(count + 1), at: at() });
    // A failed append is not repeated.
    if (due.length > 0) log.append(due).catch(() => {});
    wait();
  };
  wait();
  return () => clearTimeout(timer);
}
