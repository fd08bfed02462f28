import type { Bet, Measures } from './lesson.ts';

/** An option, a guess, or items from the least to the most. */
export type Placed = string | number | readonly string[];

/** Items from the least to the most, as measured. */
export const sorted = (items: readonly string[], measured: Measures): readonly string[] =>
  items.toSorted((one, other) => (measured[one] ?? 0) - (measured[other] ?? 0));

/** Whether each pair stands as it was measured, or ties. */
function inOrder(placed: readonly string[], measured: Measures, tie: number): boolean {
  return placed.every((item, index) =>
    placed.slice(index + 1).every((after) => {
      const [one, other] = [measured[item] ?? 0, measured[after] ?? 0];
      return one <= other || one - other <= tie * one;
    }),
  );
}

/** What is right is what this run has measured. */
export function isRight(bet: Bet, placed: Placed, measured: Measures): boolean {
  if (bet.kind === 'choice') return typeof placed === 'string' && bet.options[placed]?.(measured) === true;
  if (bet.kind === 'sort') return Array.isArray(placed) && inOrder(placed, measured, bet.tie);
  const [least, most] = bet.range;
  return typeof placed === 'number' && Math.abs(placed - (measured[bet.of] ?? Number.NaN)) <= bet.within * (most - least);
}

/** Which of the answers to a wrong bet is the one to this: the option itself, too `low` or `high`, or the item that was put first where that is wrong, otherwise `order`. */
export function answerTo(bet: Bet, placed: Placed, measured: Measures): string {
  if (typeof placed === 'string') return placed;
  if (bet.kind === 'number') return Number(placed) < (measured[bet.of] ?? 0) ? 'low' : 'high';
  if (bet.kind !== 'sort' || typeof placed === 'number') return '';
  const [first = ''] = placed;
  const least = sorted(bet.items, measured)[0] ?? '';
  return inOrder([first, least], measured, bet.tie) ? 'order' : first;
}

/** What a bet can be answered with when it is wrong: the words have a sentence for each. */
export const answersOf = (bet: Bet): readonly string[] =>
  bet.kind === 'choice' ? Object.keys(bet.options) : bet.kind === 'number' ? ['low', 'high'] : [...bet.items, 'order'];
