import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readInvocation } from '../../bench/command-line/options.ts';
import { parseResult } from '../../bench/result/result.ts';
import { UsageError } from '../../server/lab/command-line/usage-error.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/lab-process.ts';

/** The built bench, as `npm run bench` runs it. */
const main = fileURLToPath(new URL('../../dist/bench/main.js', import.meta.url));

/** Rounds of two arms, a moment each. */
const round = ['--quick', '--measures', 'latency', '--transports', 'sse', '--clients', '5', '--rate', '100', '--duration', '0.4'];
/** The smallest run that is one. */
const small = [...round, '--runs', '1'];

/** Milliseconds: a run takes a few seconds, each of its steps starts three processes, and on a busy machine these take their time. */
const patience = 100_000;

class Bench {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';

  constructor(args: readonly string[]) {
    this.child = spawn(process.execPath, [main, ...args], { env: { PATH: process.env.PATH } });
    for (const name of ['stdout', 'stderr'] as const) {
      this.child[name]?.setEncoding('utf8').on('data', (text: string) => {
        this[name] += text;
      });
    }
    onTestFinished(() => void this.child.kill('SIGKILL'));
  }

  /** @returns its exit code */
  async end(): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const [code] = (await once(this.child, 'close', { signal: AbortSignal.timeout(patience) }).catch(() => {
      throw new Error(`Waited ${patience / 1_000} s for the bench to end. It said:\n${this.stderr}`);
    })) as [number | null];
    return code;
  }
}

async function bench(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const process = new Bench(args);
  const code = await process.end();
  return { code, stdout: process.stdout, stderr: process.stderr };
}

/** Processes that a process has started. */
const childrenOf = async (pid: number): Promise<number[]> => {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  return stdout.split('\n').flatMap((line) => {
    const [child, parent] = line.trim().split(/\s+/).map(Number);
    return child && parent === pid ? [child] : [];
  });
};

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** In the middle of it: the server, the generator and the publisher are there. */
async function running(args: readonly string[]): Promise<{ process: Bench; children: number[] }> {
  const process = new Bench(args);
  let children: number[] = [];
  await eventually(
    () => `three processes and a finished step; it said:\n${process.stderr}`,
    async () => {
      children = await childrenOf(process.child.pid ?? 0);
      return children.length >= 3 && /^1\//m.test(process.stderr);
    },
    patience,
  );
  return { process, children };
}

describe('npm run bench', { timeout: 3 * patience }, () => {
  it('writes the report to standard output, progress to standard error, and ends with 0', async () => {
    const file = join(temporaryFolder(), 'result.json');
    const { code, stdout, stderr } = await bench(...small, '--json', file, '--threshold', 'sse.p50<100000');
    expect(`${code} ${stderr}`).toMatch(/^0 /);
    expect(stdout).toMatch(/Latency: .*[\s\S]*● sse/);
    expect(stdout).not.toContain('\x1b');
    expect(stderr).toMatch(/^3\/3 {2}round 1 {2}/m);
    const result = parseResult(readFileSync(file, 'utf8'));
    expect(result.measures[0]?.rows.map(({ arm, twin }) => [arm, twin ?? false])).toEqual(
      expect.arrayContaining([
        ['sse', false],
        ['sse', true],
        ['tcp', false],
      ]),
    );
    expect(result.partial).toBe(false);
  });

  it('--json alone writes nothing but the result to standard output; a threshold that is crossed ends with 99, and it is said which', async () => {
    const { code, stdout, stderr } = await bench(...small, '--quiet', '--json', '--threshold', 'sse.p50<0.001');
    expect(`${code} ${stderr}`).toMatch(/^99 sse\.p50<0\.001: crossed with .*\n$/);
    expect(parseResult(stdout).measures).toHaveLength(1);
  });

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

  // Where it ends: as it reads what was typed, as it makes a run of it, and as it looks for what the run needs.
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

  it('refuses a file that cannot be written before it has measured anything', async () => {
    const folder = temporaryFolder();
    const { code, stderr, stdout } = await bench(...small, '--json', folder);
    expect(`${code} ${stderr}`).toMatch(/^2 --json .*: it cannot be written \(.*\)\. Name a file /);
    expect(stdout).toBe('');
  });

  it('makes the folders of its files, and one that has gone by the end costs no result', async () => {
    const [file, markdown] = [join(temporaryFolder(), 'a', 'b', 'result.json'), join(temporaryFolder(), 'gone', 'result.md')];
    const process = new Bench([...small, '--json', file, '--markdown', markdown]);
    await eventually(
      () => `a finished step; it said:\n${process.stderr}`,
      () => /^1\//m.test(process.stderr),
      patience,
    );
    rmSync(dirname(markdown), { recursive: true });
    expect(await process.end()).toBe(1);
    expect(parseResult(readFileSync(file, 'utf8')).measures).toHaveLength(1);
    const [, instead = ''] = /--markdown .*: .*It is in (.*)\.$/m.exec(process.stderr) ?? [];
    expect(readFileSync(instead, 'utf8')).toContain('sse');
    rmSync(instead);
  });

  it('refuses to compare with a result of a later schema before it has measured anything', async () => {
    const file = join(temporaryFolder(), 'later.json');
    writeFileSync(file, JSON.stringify({ schema: 'transport-lab/bench-result', version: 99 }));
    const { code, stderr } = await bench(...small, '--compare', file);
    expect(`${code} ${stderr}`).toMatch(/^2 --compare .*version 99, written by a later lab/);
  });

  it('compares with a result from before, row by row, and says how much would have been shown', async () => {
    const file = join(temporaryFolder(), 'before.json');
    const twice = [...round, '--runs', '2', '--quiet'];
    expect((await bench(...twice, '--json', file)).code).toBe(0);
    const { code, stdout, stderr } = await bench(...twice, '--compare', file);
    expect(`${code} ${stderr}`).toMatch(/^0 /);
    expect(stdout).toMatch(/Before: commit .* After: commit .*[\s\S]*(?:No difference shown in \d+ of \d+ rows|worse|better)/);
    expect(parseResult(readFileSync(file, 'utf8')).command).toContain('--json before.json');
  });

  it('shows help and list without measuring', async () => {
    const [help, list] = await Promise.all([bench('--help'), bench('--list', '--quick')]);
    expect(help).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/Examples\n {2}npm run bench/) });
    expect(list).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/\d+ steps, about \d+ s\./) });
  });

  it('interrupted: ends with 130, writes what was complete, and leaves no process behind', async () => {
    const file = join(temporaryFolder(), 'partial.json');
    const { process, children } = await running([...round, '--runs', '50', '--json', file]);
    process.child.kill('SIGINT');
    expect(await process.end()).toBe(130);
    const result = parseResult(readFileSync(file, 'utf8'));
    expect(result.partial).toBe(true);
    expect(result.measures[0]?.rows.length).toBeGreaterThan(0);
    expect(process.stdout).toContain('interrupted');
    await eventually('its processes to be gone', () => !children.some(alive));
  });

  it('killed: its processes notice and end', async () => {
    const file = join(temporaryFolder(), 'none.json');
    const { process, children } = await running([...round, '--runs', '50', '--json', file]);
    process.child.kill('SIGKILL');
    await process.end();
    await eventually('its processes to be gone', () => !children.some(alive));
    expect(existsSync(file)).toBe(false);
  });
});
