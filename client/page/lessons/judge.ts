import type { Bet } from './lesson.ts';
import type { Measures } from './seen.ts';

/** An option, a guess, items from the least to the most, or a shape. */
export type Placed = string | number | readonly string[] | readonly number[];

const isShape = (placed: Placed): placed is readonly number[] => Array.isArray(placed) && typeof placed[0] === 'number';
const isOrder = (placed: Placed): placed is readonly string[] => Array.isArray(placed) && typeof placed[0] === 'string';

type Curve = Extract<Bet, { kind: 'curve' }>;

/** As shares of the whole, because only the shape is judged. */
function shares(bars: readonly number[]): readonly number[] {
  const all = bars.reduce((sum, one) => sum + one, 0);
  return bars.map((one) => (all > 0 ? one / all : 0));
}

const measuredShape = ({ of }: Curve, measured: Measures): readonly number[] => of.map((name) => measured[name] ?? 0);

/** The share that is in other bars: 0 is the same shape, 1 has no bar in common. */
function apart(placed: readonly number[], measured: readonly number[]): number {
  const [drawn, seen] = [shares(placed), shares(measured)];
  return drawn.reduce((sum, one, index) => sum + Math.abs(one - (seen[index] ?? 0)), 0) / 2;
}

/** The error of a shape: too `flat` or too `steep` by a third, otherwise `shifted`. */
function wrongShape(placed: readonly number[], measured: readonly number[]): 'flat' | 'steep' | 'shifted' {
  const [drawn, seen] = [Math.max(...shares(placed)), Math.max(...shares(measured))];
  if (drawn * 1.33 < seen) return 'flat';
  return drawn > seen * 1.33 ? 'steep' : 'shifted';
}

/** Items from the least to the most, as measured. */
export const sorted = (items: readonly string[], measured: Measures): readonly string[] =>
  items.toSorted((one, other) => (measured[one] ?? 0) - (measured[other] ?? 0));

/** Whether each pair is in measured order, or ties. */
function inOrder(placed: readonly string[], measured: Measures, tie: number): boolean {
  return placed.every((item, index) =>
    placed.slice(index + 1).every((after) => {
      const [one, other] = [measured[item] ?? 0, measured[after] ?? 0];
      return one <= other || one - other <= tie * one;
    }),
  );
}

/** The measurements of this run decide what is right. */
export function isRight(bet: Bet, placed: Placed, measured: Measures): boolean {
  if (bet.kind === 'choice') return typeof placed === 'string' && bet.options[placed]?.(measured) === true;
  if (bet.kind === 'sort') return isOrder(placed) && inOrder(placed, measured, bet.tie);
  if (bet.kind === 'curve') return isShape(placed) && apart(placed, measuredShape(bet, measured)) <= bet.within;
  const [least, most] = bet.range;
  return typeof placed === 'number' && Math.abs(placed - (measured[bet.of] ?? Number.NaN)) <= bet.within * (most - least);
}

/**
 * Selects the answer to a wrong bet: the option itself, too `low` or `high`, the item that was wrongly put first, otherwise `order`; of a shape
 * whether it is too flat, too steep, or elsewhere.
 */
export function answerTo(bet: Bet, placed: Placed, measured: Measures): string {
  if (typeof placed === 'string') return placed;
  if (bet.kind === 'number') return Number(placed) < (measured[bet.of] ?? 0) ? 'low' : 'high';
  if (bet.kind === 'curve') return isShape(placed) ? wrongShape(placed, measuredShape(bet, measured)) : '';
  if (bet.kind !== 'sort' || !isOrder(placed)) return '';
  const [first = ''] = placed;
  const least = sorted(bet.items, measured)[0] ?? '';
  return inOrder([first, least], measured, bet.tie) ? 'order' : first;
}

/** All possible answers to a wrong bet: the words have a sentence for each. */
export function answersOf(bet: Bet): readonly string[] {
  switch (bet.kind) {
    case 'choice':
      return Object.keys(bet.options);
    case 'number':
      return ['low', 'high'];
    case 'sort':
      return [...bet.items, 'order'];
    case 'curve':
      return ['flat', 'steep', 'shifted'];
  }
}
