import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { mutations } from './list.ts';
import { broken } from './patterns.ts';
import { judge, type VitestReport } from './verdict.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('A mutation', () => {
  it.each(mutations.map((mutation) => [mutation.what, mutation] as const))('has a pattern that occurs exactly once: %s', (_, mutation) => {
    expect(broken(mutation, root)).toContain(mutation.to);
  });

  it.each(mutations.flatMap(({ by = [] }) => by))('names an existing test file: %s', (file) => {
    expect(existsSync(join(root, file))).toBe(true);
  });

  it('whose pattern does not occur causes an error', () => {
    const [first] = mutations;
    expect(() => broken({ what: 'x', file: first?.file ?? '', from: 'nobody wrote this', to: '' }, root)).toThrow(
      /^Expected "nobody wrote this" once in .*; got it 0 times\./,
    );
  });
});

describe('A report of vitest', () => {
  const report = (message: string, ...failures: string[]): VitestReport => ({
    testResults: [
      { name: 'passes.test.ts', message: '', assertionResults: [{ status: 'passed', fullName: 'is fine', failureMessages: [] }] },
      { name: 'a.test.ts', message, assertionResults: failures.map((text) => ({ status: 'failed', fullName: 'notices', failureMessages: [text] })) },
    ],
  });

  it.each([
    ['a failed assertion is red', report('', 'AssertionError: expected 1 to be 2\n  at x'), 'red'],
    ['a missed deadline is red', report('', 'Error: Waited 5 s for two notifications\n  at x'), 'red'],
    ['no failure is alive', report(''), 'alive'],
    ['a file that cannot be loaded is crashed', report('Cannot find module ../nothing.ts'), 'crashed'],
    ['a name without an import is crashed', report('', 'ReferenceError: Filter is not defined\n  at x'), 'crashed'],
    ['a failed assertion beside it is red', report('', 'ReferenceError: Filter is not defined', 'AssertionError: expected 1 to be 2'), 'red'],
  ])('%s', (_, said, kind) => {
    expect(judge(said).kind).toBe(kind);
  });
});
