import { shortened } from '../shortened.ts';
import { answersTo, type Needs, type QuestionName, questionNames, usualNeeds } from './questions.ts';

interface Reading {
  readonly needs: Needs;
  /** A sentence for each value that could not be read, with what was used instead. */
  readonly troubles: readonly string[];
}

/** The query of a URL that leads to these answers. It holds all of them, so that a link keeps its meaning when the defaults change. */
export const queryOf = (needs: Needs): string => `?${new URLSearchParams(questionNames.map((name) => [name, needs[name]]))}`;

function trouble(question: QuestionName, got: string): string {
  const expected = answersTo(question).join(', ');
  return `Expected ${question} to be one of ${expected}; got ${JSON.stringify(shortened(got, 40))}. ${usualNeeds[question]} is taken instead.`;
}

/** @param query of a URL; missing answers get their defaults, and other parameters are ignored */
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
