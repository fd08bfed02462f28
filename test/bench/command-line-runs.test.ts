import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseResult } from '../../bench/result/result.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/lab-process.ts';
import { startTestLab } from '../support/start-lab.ts';
import { Bench, bench, patience, round, small } from './bench-process.ts';

/** Measures a running lab. These tests are about the result, whichever server was measured; this way five fewer servers are started, and the floor is not measured. */
const aLab = async () => ['--target', (await startTestLab()).url];

describe('npm run bench, after measuring,', { timeout: 3 * patience }, () => {
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

  it('--json alone writes only the result to standard output; a crossed threshold is reported and ends with 99', async () => {
    const { code, stdout, stderr } = await bench(...small, ...(await aLab()), '--quiet', '--json', '--threshold', 'sse.p50<0.001');
    expect(`${code} ${stderr}`).toMatch(/^99 sse\.p50<0\.001: crossed with .*\n$/);
    expect(parseResult(stdout).measures).toHaveLength(1);
  });

  it('creates the folders of its files, and writes a report elsewhere if its folder was deleted meanwhile', async () => {
    const [file, markdown] = [join(temporaryFolder(), 'a', 'b', 'result.json'), join(temporaryFolder(), 'gone', 'result.md')];
    const process = new Bench([...round, ...(await aLab()), '--runs', '3', '--json', file, '--markdown', markdown]);
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

  it('compares with an earlier result, row by row, and says in how many rows no difference is shown', async () => {
    const file = join(temporaryFolder(), 'before.json');
    const twice = [...round, ...(await aLab()), '--runs', '2', '--quiet'];
    expect((await bench(...twice, '--json', file)).code).toBe(0);
    const { code, stdout, stderr } = await bench(...twice, '--compare', file);
    expect(`${code} ${stderr}`).toMatch(/^0 /);
    expect(stdout).toMatch(/Before: commit .* After: commit .*[\s\S]*(?:No difference shown in \d+ of \d+ rows|worse|better)/);
    expect(parseResult(readFileSync(file, 'utf8')).command).toContain('--json before.json');
    const piped = await bench(...small, ...(await aLab()), '--quiet', '--compare', file, '--json');
    expect(parseResult(piped.stdout).measures).toHaveLength(1);
    expect(piped.stderr).toMatch(/Before: commit .* After: commit /);
  });
});
