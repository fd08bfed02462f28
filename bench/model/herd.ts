import { type BotHabits, retryOf } from './bot-habits.ts';

/** Clients that were cut together. */
export interface Herd {
  readonly clients: number;
  readonly habits: Pick<BotHabits, 'retry' | 'first'>;
  /** Milliseconds from the cut on in which whoever comes is turned away. */
  readonly away: number;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** For when each of them sets its clock, attempts included that are refused: milliseconds from the cut on, until it is let in. No machine takes time for it. */
export function herdAttempts({ clients, habits, away, random }: Herd): number[] {
  return Array.from({ length: clients }).flatMap(() => {
    const set: number[] = [];
    for (let at = 0, attempt = 0; at < away; attempt += 1) {
      at += retryOf(habits, attempt, random);
      set.push(at);
    }
    return set;
  });
}

/** @returns how many come in each piece of time, pieces of `each` milliseconds */
export const counted = (times: readonly number[], each: number, pieces: number): number[] =>
  Array.from({ length: pieces }, (_, piece) => times.filter((at) => Math.floor(at / each) === piece).length);

/** The most that stand in `pieces` counts that follow each other, wherever they begin. */
export const busiest = (counts: readonly number[], pieces: number): number =>
  Math.max(0, ...counts.map((_, from) => counts.slice(from, from + pieces).reduce((sum, count) => sum + count, 0)));
