import { expect, it } from 'vitest';
import { busiest, counted, herdAttempts } from '../../bench/model/herd.ts';
import { DueBook } from '../../bench/processes/due-book.ts';
import { seededRandom } from '../../bench/statistics/random.ts';

const cut = { clients: 300, away: 3_000 };

it('In the model, clients with a fixed or doubling wait reconnect at the same moments, each until it is accepted', () => {
  const of = (retry: 'fixed' | 'expo', first: number) => herdAttempts({ ...cut, habits: { retry, first }, random: () => 0.5 });
  expect([...new Set(of('fixed', 2_000))]).toEqual([2_000, 4_000]);
  expect([...new Set(of('expo', 2_000))]).toEqual([2_000, 6_000]);
  expect([...new Set(of('fixed', 1_000))]).toEqual([1_000, 2_000, 3_000]);
  expect(of('expo', 2_000)).toHaveLength(600);
});

it('In the model, clients with a random wait spread out below its bound, without a peak', () => {
  const times = herdAttempts({ ...cut, habits: { retry: 'jitter', first: 4_000 }, random: seededRandom(7) });
  const seconds = counted(times, 1_000, 12);
  // The first wait spreads the 300 over four seconds, and the second spreads the refused ones over the eight seconds after.
  for (const second of seconds.slice(0, 4)) expect(second).toBeGreaterThan(50);
  const peak = busiest(counted(times, 100, 70), 5);
  expect(peak).toBeGreaterThan(300 / 8);
  expect(peak).toBeLessThan(300 / 3);
});

it('The busiest half second is found at any start', () => {
  expect(busiest([0, 3, 4, 0, 0, 5, 1, 0], 2)).toBe(7);
  expect(busiest([0, 3, 4, 0, 0, 5, 1, 0], 5)).toBe(12);
  expect(busiest([1, 2], 5)).toBe(3);
  expect(busiest([], 5)).toBe(0);
});

it('A DueBook counts attempts by the time that they are due, and keeps them for a minute', () => {
  const book = new DueBook();
  for (const wait of [2_000, 2_099, 2_100]) book.add(10_000, wait);
  expect(book.read(12_000, 3)).toEqual([2, 1, 0]);
  book.add(72_000, 0);
  expect(book.read(12_000, 2)).toEqual([2, 1]);
  book.add(72_200, 0);
  expect(book.read(12_000, 3)).toEqual([0, 0, 0]);
  expect(book.read(72_000, 3)).toEqual([1, 0, 1]);
});
