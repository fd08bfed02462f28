import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutation } from './list.ts';

/**
 * The text of a mutation's file with the mutation applied. @param root of the repository
 * @throws Error if the pattern does not occur, or more than once, so that its place is not clear
 */
export function broken({ what, file, from, to }: Mutation, root: string): string {
  const sound = readFileSync(join(root, file), 'utf8');
  const places = sound.split(from).length - 1;
  if (places !== 1)
    throw new Error(
      `Expected ${JSON.stringify(from)} once in ${file}, for the mutation "${what}"; got it ${places} times. Correct the pattern in test/mutations/list.ts.`,
    );
  return sound.replace(from, () => to);
}
