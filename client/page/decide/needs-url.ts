import { shortened } from '../shortened.ts';
import { answersTo, type Needs, type QuestionName, questionNames, usualNeeds } from './questions.ts';

interface Reading {
  readonly needs: Needs;
  /** What could not be read, and what was taken instead: a sentence each. */
  readonly troubles: readonly string[];
}

/** The query of a URL that leads to these answers. All of them stand in it, so that a link says the same when the usual answers have changed. */
export const queryOf = (needs: Needs): string => `?${new URLSearchParams(questionNames.map((name) => [name, needs[name]]))}`;

function trouble(question: QuestionName, got: string): string {
  const expected = answersTo(question).join(', ');
  return `Expected ${question} to be one of ${expected}; got ${JSON.stringify(shortened(got, 40))}. ${usualNeeds[question]} is taken instead.`;
}

/** @param query of a URL; what is missing is answered as usual, and parameters of other names are none of ours */
export function readNeeds(query: string): Reading {
  const given = new URLSearchParams(query);
  const troubles: string[] = [];
  const answers = questionNames.map((question): [QuestionName, string] => {
    const got = given.get(question);
    const answer = answersTo(question).find((name) => name === got);
    if (got !== null && answer === undefined) troubles.push(trouble(question, got));
    return [question, answer ?? usualNeeds[question]];
  });
  return { needs: { ...usualNeeds, ...Object.fromEntries(answers) }, troubles };
}
