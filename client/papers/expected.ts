/** What a run most likely shows: the middle of what each round expects. */
import { isRight, sorted } from '../page/lessons/judge.ts';
import type { Given, Round } from '../page/lessons/lesson.ts';
import type { Measures } from '../page/lessons/seen.ts';

export type Expected = Readonly<Record<string, readonly [number, number]>>;

/** As a round sets it; what it does not set is neutral (client/page/learn/stage.ts). */
const givenOf = ({ set }: Round): Given => ({ rtt: set.rtt ?? 0, rate: set.rate ?? 2, pollInterval: set.pollInterval ?? 1_000 });

export const expectedOf = (round: Round): Expected => round.expect(givenOf(round));

const likely = (round: Round): Measures =>
  Object.fromEntries(Object.entries(expectedOf(round)).map(([name, [least, most]]) => [name, (least + most) / 2]));

/** Options of a choice that are right in such a run. */
export function rightOptions(round: Round): readonly string[] {
  const { bet } = round;
  const measured = likely(round);
  return bet.kind === 'choice' ? Object.keys(bet.options).filter((option) => isRight(bet, option, measured)) : [];
}

/** Items of an order from the least to the most in such a run. */
export const likelyOrder = (round: Round): readonly string[] => (round.bet.kind === 'sort' ? sorted(round.bet.items, likely(round)) : []);
