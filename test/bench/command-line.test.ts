import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readInvocation } from '../../bench/command-line/options.ts';
import { UsageError } from '../../server/lab/command-line/usage-error.ts';
import { temporaryFolder } from '../support/lab-process.ts';
import { bench, patience, small } from './bench-process.ts';

describe('npm run bench, before it measures,', { timeout: 3 * patience }, () => {
  it.each([
    [['--rate', 'much'], /Expected --rate to be a number of notifications per second from 0\.1 to 2000; got "much"\. See npm run bench -- --help\./],
    [['--transports', 'smoke-signals'], /Expected --transports to be one of polling, .*, or several separated by commas; got "smoke-signals"/],
    [['--payload', '7'], /Expected --payload to be a whole number of bytes from 40 /],
    [['--no-such-flag'], /Expected a flag of this command; got "--no-such-flag"\. See/],
    [['--threshold', 'sse'], /Expected --threshold to be \[measure:\]arm\.metric<number, such as sse\.p95<50; got "sse"/],
    [['--quick', '--full'], /Expected --quick or --full; got both\. See/],
    [['--target', 'nowhere'], /Expected --target to be a URL/],
    [['--against', '--quick'], /Expected --against to be a commit .*; got the flag "--quick"/],
    [['--against', 'HEAD', '--target', 'http://127.0.0.1:1'], /Expected --against or --target; got both/],
    [['--against', 'HEAD', '--compare', 'old.json'], /Expected --against or --compare; got both/],
  ])('refuses %j', (args, sentence) => {
    expect(() => readInvocation(args, false)).toThrow(UsageError);
    expect(() => readInvocation(args, false)).toThrow(sentence);
  });

  // The three stages at which it can end: reading the flags, planning the run, and looking for what the run needs.
  it.each([
    [['--no-such-flag'], /Expected a flag of this command; got "--no-such-flag"\. See/],
    [['--quick', '--full'], /Expected --quick or --full; got both\. See/],
    [['--against', 'no-such-commit'], /Expected --against to be a commit of this repository, such as HEAD~1; got "no-such-commit"/],
  ])('ends with 2 for %j', async (args, sentence) => {
    const { code, stdout, stderr } = await bench(...args);
    expect(`${code} ${stderr}`).toMatch(sentence);
    expect(code).toBe(2);
    expect(stdout).toBe('');
  });

  it('refuses a file that it cannot write before it measures', async () => {
    const folder = temporaryFolder();
    const { code, stderr, stdout } = await bench(...small, '--json', folder);
    expect(`${code} ${stderr}`).toMatch(/^2 --json .*: it cannot be written \(.*\)\. Name a file /);
    expect(stdout).toBe('');
  });

  it.each([
    [['--json', '--csv'], 'standard output'],
    [['--json', 'result', '--html', './result'], './result'],
  ])('refuses %j: one of the two would be lost', async (args, place) => {
    const { code, stderr, stdout } = await bench(...small, ...args);
    expect([code, stderr, stdout]).toEqual([2, expect.stringContaining(`to go to two places; got ${place} for both.`), '']);
  });

  it('refuses to compare with a result of a later schema before it measures', async () => {
    const file = join(temporaryFolder(), 'later.json');
    writeFileSync(file, JSON.stringify({ schema: 'transport-lab/bench-result', version: 99 }));
    const { code, stderr } = await bench(...small, '--compare', file);
    expect(`${code} ${stderr}`).toMatch(/^2 --compare .*version 99, written by a later lab/);
  });

  it('shows help and list without measuring', async () => {
    const [help, list] = await Promise.all([bench('--help'), bench('--list', '--quick')]);
    expect(help).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/Examples\n {2}npm run bench/) });
    expect(list).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/\d+ steps, about \d+ s\./) });
  });
});
