import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSilence } from '../../client/stream/silence.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function listen(heartbeat: number) {
  const dead: string[] = [];
  const silence = createSilence(({ message }) => dead.push(message));
  silence.heard();
  silence.watch(heartbeat, 25_000);
  return { silence, dead };
}

test('a connection is dead after two and a half heartbeats of silence', () => {
  const { silence, dead } = listen(1_000);
  vi.advanceTimersByTime(2_000);
  silence.heard();
  vi.advanceTimersByTime(2_500);
  expect(dead).toEqual([]);
  vi.advanceTimersByTime(500);
  expect(dead[0]).toBe('silent for 2.5 s');
});

test('a connection whose page stood still is alive if what has arrived is read then', () => {
  const { silence, dead } = listen(1_000);
  vi.advanceTimersByTime(1_000);
  // Time passes in which no timer runs.
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 60_000);
  vi.advanceTimersByTime(250);
  silence.heard();
  vi.advanceTimersByTime(1_000);
  expect(dead).toEqual([]);
  vi.restoreAllMocks();
});

test.each([1e12, Number.MAX_VALUE])('a heartbeat of %s does not overflow a timer', (heartbeat) => {
  const { dead } = listen(heartbeat);
  vi.advanceTimersByTime(60_000);
  expect(dead).toEqual([]);
});

test('a connection of a page that is shown again is trusted until its heartbeat is overdue, by a clock that includes sleep', () => {
  const { silence, dead } = listen(15_000);
  vi.advanceTimersByTime(14_000);
  silence.suspect('visibilitychange', 1);
  vi.advanceTimersByTime(2_000);
  expect(dead).toEqual([]);
  silence.heard();
  vi.setSystemTime(Date.now() + 3_600_000);
  silence.suspect('visibilitychange', 1);
  vi.advanceTimersByTime(1_000);
  expect(dead).toEqual(['silent since the event visibilitychange']);
});

test('a suspected connection has at least a second to send something, and `patience` if it has just done so', () => {
  const { silence, dead } = listen(0);
  vi.advanceTimersByTime(10_000);
  silence.suspect('online', 5_000);
  vi.advanceTimersByTime(900);
  silence.heard();
  vi.advanceTimersByTime(60_000);
  expect(dead).toEqual([]);
  silence.heard();
  silence.suspect('online', 5_000);
  for (let count = 0; count < 10; count += 1) silence.suspect('pageshow', 5_000);
  vi.advanceTimersByTime(4_900);
  expect(dead).toEqual([]);
  vi.advanceTimersByTime(100);
  expect(dead).toEqual(['silent since the event online']);
});

test('reports nothing once it is stopped', () => {
  const { silence, dead } = listen(1_000);
  silence.suspect('online', 1);
  silence.stop();
  vi.advanceTimersByTime(60_000);
  expect(dead).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
