import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseResult } from '../../bench/result/result.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/lab-process.ts';
import { startTestLab } from '../support/start-lab.ts';
import { Bench, bench, patience, round, small } from './bench-process.ts';

/** A lab that is there already: what becomes of a result does not depend on whose server was measured, and five servers less are started, and the floor is not measured. */
const aLab = async () => ['--target', (await startTestLab()).url];

describe('npm run bench, when it has measured,', { timeout: 3 * patience }, () => {
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
    const { code, stdout, stderr } = await bench(...small, ...(await aLab()), '--quiet', '--json', '--threshold', 'sse.p50<0.001');
    expect(`${code} ${stderr}`).toMatch(/^99 sse\.p50<0\.001: crossed with .*\n$/);
    expect(parseResult(stdout).measures).toHaveLength(1);
  });

  it('makes the folders of its files, and one that has gone by the end costs no result', async () => {
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

  it('compares with a result from before, row by row, and says how much would have been shown', async () => {
    const file = join(temporaryFolder(), 'before.json');
    const twice = [...round, ...(await aLab()), '--runs', '2', '--quiet'];
    expect((await bench(...twice, '--json', file)).code).toBe(0);
    const { code, stdout, stderr } = await bench(...twice, '--compare', file);
    expect(`${code} ${stderr}`).toMatch(/^0 /);
    expect(stdout).toMatch(/Before: commit .* After: commit .*[\s\S]*(?:No difference shown in \d+ of \d+ rows|worse|better)/);
    expect(parseResult(readFileSync(file, 'utf8')).command).toContain('--json before.json');
  });
});
