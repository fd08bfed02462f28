import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { missingPackages } from '../support/programs.ts';

const root = join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');

/** The commands of a job of the workflow, in order. */
const runs = (job: string): string[] => {
  const [, text = ''] = read('.github/workflows/ci.yml').split(`\n  ${job}:\n`);
  const [own = ''] = text.split(/\n {2}\w+:\n/);
  return [...own.matchAll(/^ +- run: (.+)$/gm)].map(([, line = '']) => line);
};

describe('The workflow', () => {
  it('installs the packages that the tests list, before it runs them', () => {
    const [install, list, packages, ci] = runs('test');
    expect(install).toBe('npm ci');
    expect(list).toMatch(/test\/support\/missing-packages\.ts > (\S+)$/);
    expect(packages).toMatch(/sudo .*apt-get install .* < missing-packages\.txt$/);
    expect(ci).toBe('bash .ci/run');
  });

  it('runs mutations of the changed files in a separate job, which the documents name', () => {
    expect(runs('mutations')).toContain('npm run mutations -- --changed');
    expect(read('.ci/run')).not.toContain('mutations');
    expect(read('CONTRIBUTING.md')).toContain('npm run mutations -- --changed');
  });
});

describe('The list of packages', () => {
  it('is printed one package a line', () => {
    const printed = execFileSync(process.execPath, ['--import', 'tsx', 'test/support/missing-packages.ts'], { cwd: root, encoding: 'utf8' });
    expect(printed.split('\n').filter((line) => line !== '')).toEqual(missingPackages());
  });

  it('is the only place that installs programs for tests', () => {
    const places = execFileSync('git', ['grep', '-l', '-E', 'apt-get.{1,6}install', '--', 'test'], { cwd: root, encoding: 'utf8' });
    expect(
      places
        .trim()
        .split('\n')
        .filter((name) => name !== 'test/process/workflow.test.ts'),
    ).toEqual(['test/support/chromium.ts', 'test/support/headless-shell.ts', 'test/support/programs.ts']);
  });
});
