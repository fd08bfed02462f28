import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { untilInterrupted } from '../../bench/command-line/run-acceptance.ts';
import { ForeignProgram } from '../support/foreign-program.ts';
import { temporaryFolder } from '../support/lab-process.ts';
import { within } from '../support/within.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'bench/acceptance');

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('A program that measures', () => {
  it('ends when its work ends, and rejects with an error of its work', async () => {
    const { signal } = new AbortController();
    expect(await untilInterrupted(signal, async () => {})).toBe(true);
    await expect(untilInterrupted(signal, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });

  it('ends when it is interrupted, also while it waits for something that never comes', async () => {
    const interrupt = new AbortController();
    const ended = untilInterrupted(interrupt.signal, () => new Promise(() => {}));
    interrupt.abort();
    expect(await within('the interrupted work to end', ended)).toBe(false);
  });

  it('ends its lab and itself on SIGINT, after writing what it has measured', async () => {
    const json = join(temporaryFolder(), 'soak.json');
    const program = new ForeignProgram(process.execPath, [join(root, 'dist/bench/acceptance/soak.js'), '--clients', '8', '--json', json]);
    await program.says('0 s: 0 published');
    const { pid } = program.child;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
    expect(children.map(isThere)).toEqual([true]);
    program.child.kill('SIGINT');
    expect(await within('soak to end', program.exit)).toBe(130);
    expect(program.said).toContain('SIGINT came. What was measured until then is told.');
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ partial: true, plan: { clients: 8 }, readings: [{ published: 0 }] });
    expect(children.map(isThere)).toEqual([false]);
  });

  it.each(readdirSync(folder).filter((name) => name.endsWith('.ts') && name !== 'programs.ts'))('%s can be interrupted in this way', (name) => {
    expect(readFileSync(join(folder, name), 'utf8')).toMatch(/^runAcceptance\(|await untilInterrupted\(/m);
  });
});
