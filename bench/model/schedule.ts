import { exponential, placesInSlots, type Random } from '../statistics/random.ts';

export type Schedule = 'periodic' | 'poisson';

/**
 * When notifications are published: milliseconds from the start, ascending.
 * @param rate per second, above 0
 * @param duration seconds
 */
export function publishTimes(schedule: Schedule, rate: number, duration: number, random: Random): number[] {
  const gap = 1_000 / rate;
  if (schedule === 'periodic') return Array.from({ length: Math.round(duration * rate) }, (_, index) => index * gap);
  const times: number[] = [];
  for (let at = exponential(random, 1 / gap); at < duration * 1_000; at += exponential(random, 1 / gap)) times.push(at);
  return times;
}

/**
 * The lab's own schedule: one notification in each slot of `spacing` milliseconds, at a place within the slot that the seed decides. @returns
 * milliseconds, ascending
 */
export function slottedTimes(spacing: number, count: number, seed: number): number[] {
  const place = placesInSlots(seed);
  return Array.from({ length: count }, (_, slot) => (slot + place(slot)) * spacing);
}

/**
 * Share of empty polls. For Poisson arrivals e^(−λT); for evenly spaced ones 1 − λT where that is above 0, on average over all phases; exact for each
 * phase if the interval is not a fraction of the spacing.
 * @param rate notifications per second
 * @param interval milliseconds between polls
 */
export function uselessShare(schedule: Schedule, rate: number, interval: number): number {
  const expected = (rate * interval) / 1_000;
  return schedule === 'poisson' ? Math.exp(-expected) : Math.max(0, 1 - expected);
}

/** The same, counted for one schedule and one phase: `count` polls at `phase`, `phase + interval` … milliseconds; the first only sets the cursor. */
export function countedUselessShare(times: readonly number[], interval: number, phase: number, count: number): number {
  const busy = new Set(times.map((at) => Math.ceil((at - phase) / interval)).filter((poll) => poll >= 1 && poll < count));
  return 1 - busy.size / (count - 1);
}

/** Requests that polling needs per notification: 1 / λT. @param interval milliseconds */
export const pollsPerNotification = (rate: number, interval: number): number => 1_000 / (rate * interval);
