import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { slottedTimes } from '../../bench/model/schedule.ts';
import { startSchedule } from '../../server/lab/sources/schedule.ts';
import { startTicker } from '../../server/lab/sources/ticker.ts';
import { memoryLog } from '../../server/stream/log/memory-log.ts';
import { wallClock } from '../../server/stream/log/wall-clock.ts';
import type { Draft } from '../../server/stream/protocol.ts';

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

/** A source on fake clocks, and what it published. */
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
    /** `at` of each notification, relative to the monotonic clock; the system clock is at `real`. */
    take: () => drafts.splice(0).map(({ at = Number.NaN }) => at - real),
    run(milliseconds: number) {
      for (let step = 0; step < milliseconds; step += 10) {
        real += 10;
        elapsed += 10;
        vi.advanceTimersByTime(10);
      }
    },
    /** The system clock jumps; timers and the monotonic clock do not move. */
    set: (milliseconds: number) => {
      real += milliseconds;
    },
    /** Sleep on another operating system: the monotonic clock goes on, and the timers are late. */
    oversleep(milliseconds: number) {
      real += milliseconds;
      elapsed += milliseconds;
      vi.advanceTimersByTime(100_000);
    },
  };
}

/** The publish times of each of the last seconds, oldest first: the ticker publishes at the end of a second, the schedule two at an instant within it. */
const seconds = (source: 'ticker' | 'schedule', from: number, count: number) =>
  slottedTimes(1_000, from + count, 1)
    .slice(from)
    .flatMap((at, index) => (source === 'ticker' ? [(index - count + 1) * 1_000] : [at, at].map((time) => time - (from + count) * 1_000)));

test.each(['ticker', 'schedule'] as const)('the %s goes on every second with the right time, whatever happens to the system clock', (source) => {
  const machine = start(source);
  let passed = 0;
  const published = (count: number) => {
    machine.run(1_000 * count);
    const told = machine.take();
    const expected = seconds(source, passed, count);
    passed += count;
    expect(told).toHaveLength(expected.length);
    for (const [index, at] of expected.entries()) expect(Math.abs((told[index] ?? 0) - at)).toBeLessThanOrEqual(1);
  };
  published(3);
  for (const jump of [hour, -2 * hour, 30 * 24 * hour]) {
    machine.set(jump);
    published(4);
  }
});

test.each(['ticker', 'schedule'] as const)('the %s does not catch up after hours in which it could not publish', (source) => {
  const machine = start(source);
  machine.run(2_000);
  machine.take();
  machine.oversleep(10 * hour);
  expect(machine.take()).toEqual([]);
  machine.run(3_000);
  const each = source === 'ticker' ? 1 : 2;
  expect(machine.take()).toHaveLength(3 * each);
});
