import { expect, test } from 'vitest';
import { Filter } from '../../server/stream/log/filter.ts';
import { memoryLog } from '../../server/stream/log/memory-log.ts';
import { wallClock } from '../../server/stream/log/wall-clock.ts';

const hour = 3_600_000;
const epoch = 1_763_683_200_000;

/** A machine with fake clocks. */
function machine() {
  let [real, elapsed] = [epoch, 0];
  const { now, offset } = wallClock(
    () => Math.floor(real),
    () => elapsed,
    epoch,
  );
  return {
    now,
    offset,
    run: (milliseconds: number) => {
      real += milliseconds;
      elapsed += milliseconds;
    },
    /** The monotonic clock stops during a sleep, as on Linux. */
    sleep: (milliseconds: number) => {
      real += milliseconds;
    },
    set: (milliseconds: number) => {
      real += milliseconds;
    },
    get real() {
      return real;
    },
  };
}

test.each([
  ['a sleep of an hour', hour],
  ['being set forward by two hours', 2 * hour],
  ['being set back by two hours', -2 * hour],
  ['being set back by 10 ms', -10],
  ['being set forward by 2 ms', 2],
])('the clock is correct immediately after %s', (_what, jump) => {
  const one = machine();
  one.run(12.34);
  expect(one.now()).toBeCloseTo(one.real, 2);
  one.set(jump);
  expect(Math.abs(one.now() - one.real)).toBeLessThanOrEqual(1);
  // After a few readings its fractions are correct again.
  for (let step = 0; step < 40; step += 1) {
    one.run(0.77);
    one.now();
  }
  expect(Math.abs(one.now() - one.real)).toBeLessThan(0.3);
  expect(one.offset() + 12.34 + 40 * 0.77).toBeCloseTo(one.now(), 2);
});

test('the clock has fractions of a millisecond, and does not go back for small corrections by the system', () => {
  const one = machine();
  let last = one.now();
  for (let step = 0; step < 2_000; step += 1) {
    one.run(0.1 + (step % 7) / 10);
    // NTP sets the clock back a little now and then.
    if (step % 500 === 499) one.set(-1);
    const now = one.now();
    expect(now).toBeGreaterThan(last);
    expect(now).toBeGreaterThanOrEqual(Math.floor(one.real));
    expect(now - one.real).toBeLessThanOrEqual(6);
    last = now;
  }
});

test('the clock does not move if the process is suspended between its readings', () => {
  let [real, elapsed, held] = [epoch, 0, 0];
  const run = (milliseconds: number) => {
    real += milliseconds;
    elapsed += milliseconds;
  };
  const one = wallClock(
    () => {
      run(held / 2);
      const seen = Math.floor(real);
      run(held / 2);
      return seen;
    },
    () => elapsed,
    epoch,
  );
  for (let step = 0; step < 200; step += 1) {
    run(0.77);
    held = step % 10 === 9 ? 8 : 0;
    expect(Math.abs(one.now() - real)).toBeLessThan(0.05);
  }
});

test('a log without its own clock uses the time of the system', async () => {
  const log = memoryLog();
  const before = Date.now();
  await log.append([{ event: 'a', data: 1 }]);
  const [json] = log.window.cut(0, Filter.all, { count: 1, bytes: 1_000 }).parts;
  const { at } = JSON.parse(String(json)) as { at: number };
  expect(at).toBeGreaterThanOrEqual(before - 0.1);
  expect(at).toBeLessThanOrEqual(Date.now() + 1 + 6);
});
