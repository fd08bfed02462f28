import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { lessons } from '../../client/page/lessons/index.ts';
import { lessonIds } from '../../server/lab/door-paths.ts';
import { broken } from '../mutations/patterns.ts';
import { lessonMutations } from './mutations.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const listed = lessonIds.map((id) => [id, lessonMutations[id]] as const);

it.each(listed)('The mutation of the lesson %s finds its text exactly once, and names one of the rounds', (id, { round, said: _, ...mutation }) => {
  expect(broken(mutation, root)).toContain(mutation.to);
  expect(lessons[id].rounds.map((one) => one.id)).toContain(round);
});
