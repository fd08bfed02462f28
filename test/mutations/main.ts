/** `npm run mutations`: prints for each mutation the time until a test failed, and the message of the first failing test. */
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { mutationsProgram } from '../programs.ts';
import { type Mutation, mutations } from './list.ts';
import { broken } from './patterns.ts';
import { judge, type Verdict, type VitestReport } from './verdict.ts';

/** For a mutation that names no tests. The fast ones run first, because the first failure ends the run. */
const suites: readonly (readonly string[])[] = [
  ['test/log', 'test/delivery', 'test/server/wire-', 'test/contract/listeners.test.ts'],
  ['test/contract/rights-', 'test/server/authorizing-'],
  ['test/contract/node.test.ts', 'test/contract/connections.test.ts'],
];
const root = fileURLToPath(new URL('../..', import.meta.url));
const say = (line: string) => process.stdout.write(`${line}\n`);

/** A copy to break. Its tests run without a browser, because the contract is the same in Node. */
function copyOfTheHouse(): string {
  const copy = mkdtempSync(join(tmpdir(), 'transport-lab-'));
  // All files: some test may import any of them.
  const files = git('ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0');
  for (const name of files.filter((one) => one !== '' && existsSync(join(root, one)))) cpSync(join(root, name), join(copy, name));
  for (const name of ['node_modules', 'dist']) if (existsSync(join(root, name))) symlinkSync(join(root, name), join(copy, name));
  writeFileSync(
    join(copy, 'vitest.config.ts'),
    "export default { test: { testTimeout: 60_000, env: { TRANSPORT_LAB_PATIENCE: '20000' }, provide: { chromium: '' } } };\n",
  );
  return copy;
}

/** @returns standard output, and whether it ended with 0 */
const run = (copy: string, args: readonly string[]): Promise<{ fine: boolean; text: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: copy, env: { ...process.env, NO_COLOR: '1' }, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve({ fine: !error, text: `${stdout}${stderr}` }),
    );
  });

/** A mutation that does not compile is wrong, because it proves nothing about the tests. Unused names that it causes are allowed. @returns the first error */
async function compiles(copy: string): Promise<string | undefined> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { fine, text } = await run(copy, [tsc, '--noEmit', '--noUnusedLocals', 'false', '--noUnusedParameters', 'false']);
  return fine ? undefined : text.split('\n', 1)[0];
}

const suitesOf = ({ by }: Mutation) => (by ? [by] : suites);

async function verdictOf(copy: string, tried: readonly (readonly string[])[]): Promise<Verdict> {
  const report = join(copy, 'report.json');
  for (const suite of tried) {
    rmSync(report, { force: true });
    const args = ['run', '--bail', '1', '--reporter', 'json', '--outputFile', report, ...suite];
    const { text } = await run(copy, [join(root, 'node_modules/vitest/vitest.mjs'), ...args]);
    if (!existsSync(report)) return { kind: 'crashed', sentence: `vitest wrote no report: ${text.slice(0, 200)}` };
    const verdict = judge(JSON.parse(readFileSync(report, 'utf8')) as VitestReport);
    if (verdict.kind !== 'alive') return verdict;
  }
  return { kind: 'alive' };
}

async function tryMutation(copy: string, mutation: Mutation): Promise<Verdict> {
  const place = join(copy, mutation.file);
  writeFileSync(place, broken(mutation, root));
  try {
    const mistake = await compiles(copy);
    return mistake === undefined ? await verdictOf(copy, suitesOf(mutation)) : { kind: 'crashed', sentence: `it does not compile: ${mistake}` };
  } finally {
    cpSync(join(root, mutation.file), place);
  }
}

const git = (...words: string[]) =>
  execFileSync('git', words, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26, stdio: ['ignore', 'pipe', 'ignore'] }).trim();

/** The commit before the changes: the one where this branch left main, or on main itself the one before the last. */
function beginning(): string {
  const left = ['main', 'origin/main'].flatMap((main) => {
    try {
      return [git('merge-base', 'HEAD', main)];
    } catch {
      return [];
    }
  })[0];
  return left === undefined || left === git('rev-parse', 'HEAD') ? 'HEAD~1' : left;
}

/** Mutations of files that differ from a commit, working tree included; '' is the commit before the changes. */
function chosen(ref: string | undefined): readonly Mutation[] {
  if (ref === undefined) return mutations;
  const changed = new Set(git('diff', '--name-only', ref === '' ? beginning() : git('merge-base', 'HEAD', ref)).split('\n'));
  return mutations.filter(({ file }) => changed.has(file));
}

const wanted = chosen(startProgram(mutationsProgram).values.changed);
const copy = copyOfTheHouse();
let wrong = 0;
try {
  // Tests that already fail would count every mutation as found.
  const mistake = wanted.length > 0 ? await compiles(copy) : undefined;
  if (mistake !== undefined) throw new Error(`Expected a copy that compiles before anything is broken; got ${mistake}`);
  const all = [...new Set(wanted.flatMap(suitesOf).flat())];
  const sound = all.length > 0 ? await verdictOf(copy, [all]) : { kind: 'alive' as const };
  const failing = sound.kind === 'red' ? `${sound.test}: ` : '';
  if (sound.kind !== 'alive') throw new Error(`Expected tests that pass before anything is broken; got ${failing}${sound.sentence}`);
  for (const mutation of wanted) {
    const start = performance.now();
    const verdict = await tryMutation(copy, mutation);
    const seconds = ((performance.now() - start) / 1_000).toFixed(1).padStart(5);
    const word = { red: 'red    ', alive: 'ALIVE  ', crashed: 'CRASHED' }[verdict.kind];
    say(`${word} ${seconds} s  ${mutation.what}`);
    if (verdict.kind === 'red') say(`      ${verdict.test.replace(`${copy}/`, '')}\n      ${verdict.sentence}`);
    else say(`      ${mutation.file}${verdict.kind === 'crashed' ? `: ${verdict.sentence}` : ''}`);
    if (verdict.kind !== 'red') wrong += 1;
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
say(`${wanted.length} of ${mutations.length} mutations, ${wanted.length - wrong} red, ${wrong} not`);
process.exitCode = wrong > 0 ? 1 : 0;
