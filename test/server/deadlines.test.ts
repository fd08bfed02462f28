import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { memoryLog } from '../../server/log/memory-log.ts';
import { wallClock } from '../../server/log/wall-clock.ts';
import type { Draft } from '../../server/protocol.ts';
import { startSchedule } from '../../server/sources/schedule.ts';
import { startTicker } from '../../server/sources/ticker.ts';

const hour = 3_600_000;
const epoch = 1_763_683_200_000;
let stop = () => {};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

/** A source on clocks that are turned by hand, and what it published. */
function start(source: 'ticker' | 'schedule') {
  let [real, elapsed] = [epoch, 0];
  const wall = wallClock(
    () => Math.floor(real),
    () => elapsed,
    epoch,
  );
  const clock = { monotonic: () => elapsed, offset: wall.offset };
  const drafts: Draft[] = [];
  const log = memoryLog();
  const noted = {
    ...log,
    append: (list: readonly Draft[]) => {
      drafts.push(...list);
      return log.append(list);
    },
  };
  stop = source === 'ticker' ? startTicker(noted, 1_000, clock) : startSchedule(noted, { rate: 2, burst: 2, payload: 16, seed: 1 }, clock);
  return {
    /** `at` of each, as time since the machine's own; the system's clock stands at `real`. */
    take: () => drafts.splice(0).map(({ at = Number.NaN }) => at - real),
    run(milliseconds: number) {
      for (let step = 0; step < milliseconds; step += 10) {
        real += 10;
        elapsed += 10;
        vi.advanceTimersByTime(10);
      }
    },
    /** Timers and the monotonic clock stand still. */
    set: (milliseconds: number) => {
      real += milliseconds;
    },
    /** Another system's sleep: the monotonic clock goes on, and the timers are late. */
    oversleep(milliseconds: number) {
      real += milliseconds;
      elapsed += milliseconds;
      vi.advanceTimersByTime(100_000);
    },
  };
}

/** The times of each second that passed, oldest first; a schedule publishes two at each. */
const seconds = (count: number, each: number) =>
  Array.from({ length: count }, (_, index) => Array.from({ length: each }, () => (index - count + 1) * 1_000)).flat();

test.each([
  ['ticker', 1],
  ['schedule', 2],
] as const)('the %s goes on every second with the right time, whatever happens to the system clock', (source, each) => {
  const machine = start(source);
  machine.run(3_000);
  expect(machine.take()).toEqual(seconds(3, each));
  for (const jump of [hour, -2 * hour, 30 * 24 * hour]) {
    machine.set(jump);
    machine.run(4_000);
    const told = machine.take();
    expect(told).toHaveLength(4 * each);
    for (const [index, expected] of seconds(4, each).entries()) expect(Math.abs((told[index] ?? 0) - expected)).toBeLessThanOrEqual(1);
  }
});

test.each(['ticker', 'schedule'] as const)('the %s makes up for nothing after hours in which it could not publish', (source) => {
  const machine = start(source);
  machine.run(2_000);
  machine.take();
  machine.oversleep(10 * hour);
  expect(machine.take()).toEqual([]);
  machine.run(3_000);
  const each = source === 'ticker' ? 1 : 2;
  expect(machine.take()).toHaveLength(3 * each);
});
