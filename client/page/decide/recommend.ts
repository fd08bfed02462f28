import type { TransportName } from '../../../server/stream/protocol.ts';
import { assumptionOf } from './assumptions.ts';
import { choose, type Leaf } from './choice.ts';
import { exclusionsOf } from './exclusions.ts';
import { counterArgument, exclusionSentence } from './objections.ts';
import { answersTo, type Needs, type QuestionName, questionNames } from './questions.ts';
import { chosenOf, reasonsFor } from './reasons.ts';
import { situationOf } from './situation.ts';
import type { Statement } from './statement.ts';

/** A different answer to one question that leads to another transport, while all other answers stay. */
export interface Change {
  readonly question: QuestionName;
  readonly answer: string;
  /** `undefined`: then all four are ruled out. */
  readonly to: TransportName | undefined;
}

/** A transport that these needs rule out. */
interface RuledOut {
  readonly transport: TransportName;
  readonly because: Statement;
}

export interface Recommendation {
  readonly leaf: Leaf;
  /** `undefined` where the answers rule out all four. */
  readonly transport: TransportName | undefined;
  /** Fallbacks of the client, in this order; none after polling, which works wherever HTTP does. */
  readonly fallbacks: readonly TransportName[];
  /** Milliseconds between two polls, where the client polls. */
  readonly pollInterval: number;
  /** Its assumption in a sentence; `undefined` where nothing is recommended. */
  readonly assumption: string | undefined;
  readonly reasons: readonly Statement[];
  /** `undefined` where nothing is recommended. */
  readonly counterArgument: Statement | undefined;
  readonly ruledOut: readonly RuledOut[];
  readonly changes: readonly Change[];
}

/** “I do not know” is no other need, so it is not offered as a change. */
const isKnown = (answer: string): boolean => answer !== 'unknown';

const changesOf = (needs: Needs, from: TransportName | undefined): readonly Change[] =>
  questionNames.flatMap((question) =>
    answersTo(question)
      .filter(isKnown)
      .flatMap((answer): Change[] => {
        const { transport: to } = choose({ ...needs, [question]: answer });
        return to === from ? [] : [{ question, answer, to }];
      }),
  );

/**
 * Recommends a transport, with reasons. Pure, and the same for the same answers. A transport that the needs rule out is never recommended; if they
 * rule out all four, nothing is.
 * @example recommend({ ...usualNeeds, network: 'company' }).transport // 'sse'
 */
export function recommend(needs: Needs): Recommendation {
  const choice = choose(needs);
  const chosen = chosenOf(choice, needs);
  return {
    leaf: choice.leaf,
    transport: choice.transport,
    fallbacks: choice.transport === 'polling' ? [] : choice.order.slice(1),
    pollInterval: situationOf(needs).pollInterval,
    assumption: chosen && assumptionOf(chosen.transport, needs),
    reasons: chosen ? reasonsFor(choice, chosen) : [],
    counterArgument: chosen && counterArgument(chosen),
    ruledOut: exclusionsOf(needs).map((exclusion) => ({ transport: exclusion.transport, because: exclusionSentence(exclusion, needs) })),
    changes: changesOf(needs, choice.transport),
  };
}
