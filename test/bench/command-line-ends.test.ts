import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseResult } from '../../bench/result/result.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/lab-process.ts';
import { Bench, patience, round } from './bench-process.ts';

/** The child processes of a process. */
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

/** Starts a bench and waits until its server, generator and publisher are running. */
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

describe('npm run bench, ended by a signal,', { timeout: 3 * patience }, () => {
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
