import { answersTo, type Needs, questionNames, usualNeeds } from '../../client/page/decide/questions.ts';

/** Every combination of answers. */
export const allNeeds: readonly Needs[] = questionNames.reduce<readonly Needs[]>(
  (some, question) => some.flatMap((needs) => answersTo(question).map((answer): Needs => ({ ...needs, [question]: answer }))),
  [usualNeeds],
);
