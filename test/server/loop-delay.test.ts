import { describe, expect, test } from 'vitest';
import { LoopDelay } from '../../server/stream/guard/loop-delay.ts';

/** An event loop whose turns take as long as the test says. */
function turning() {
  let now = 1_000;
  const loop = new LoopDelay(() => now);
  return {
    loop,
    pass(milliseconds: number) {
      now += milliseconds;
    },
    turns(count: number, milliseconds: number) {
      for (let turn = 0; turn < count; turn += 1) {
        now += milliseconds;
        loop.look();
      }
    },
  };
}

describe('How late the event loop is', () => {
  test('is zero while each check comes in time', () => {
    const { loop, turns } = turning();
    turns(100, 20);
    expect(loop.current).toBe(0);
  });

  test('rises to the delay of long turns, and falls when they are short again', () => {
    const { loop, turns } = turning();
    turns(20, 320);
    expect(loop.current).toBeGreaterThan(295);
    expect(loop.current).toBeLessThanOrEqual(300);
    turns(10, 20);
    expect(loop.current).toBeGreaterThan(100);
    turns(50, 20);
    expect(loop.current).toBeLessThan(10);
  });

  test('is an average: one turn of a quarter of a second is below 200 ms, two of them are not', () => {
    const { loop, turns } = turning();
    turns(1, 250);
    expect(loop.current).toBeLessThan(200);
    turns(1, 250);
    expect(loop.current).toBeGreaterThan(195);
  });

  test('counts the current turn, which no timer has measured yet', () => {
    const { loop, turns, pass } = turning();
    turns(10, 20);
    pass(1_000);
    expect(loop.current).toBeGreaterThan(900);
  });

  test('does not grow when it is read', () => {
    const { loop, turns, pass } = turning();
    turns(1, 100);
    pass(10);
    const [first, second] = [loop.current, loop.current];
    expect(second).toBe(first);
  });
});
