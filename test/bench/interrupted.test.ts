import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { beside } from '../../bench/acceptance/beside.ts';
import { untilInterrupted } from '../../bench/command-line/run-acceptance.ts';
import { eventually } from '../support/eventually.ts';
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

  it('self-check: refuses a file that cannot be written before it measures, and writes what it has when somebody ends it', async () => {
    const start = (json: string) =>
      new ForeignProgram(process.execPath, [join(root, 'dist/bench/acceptance/self-check.js'), '--via', 'direct', '--runs', '2', '--json', json]);
    const folder = temporaryFolder();
    expect(await within('the refusal', start(folder).exit)).toBe(2);
    const json = join(folder, 'twins.json');
    const program = start(json);
    const { pid } = program.child;
    await eventually(
      () => 'a measurement that has begun',
      () => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim() !== '',
    );
    program.child.kill('SIGINT');
    expect(await within('self-check to end', program.exit)).toBe(130);
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ partial: true, passed: false, plan: { runs: 2 }, runs: [] });
  });

  it('ends where its lab has gone, also while clients are cut, and has written what it has measured', async () => {
    const json = join(temporaryFolder(), 'soak.json');
    const flags = ['--clients', '8', '--churn', '50', '--json', json];
    const program = new ForeignProgram(process.execPath, [join(root, 'dist/bench/acceptance/soak.js'), ...flags]);
    await program.says('0 s: 0 published');
    const { pid } = program.child;
    const [lab] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
    process.kill(lab ?? 0, 'SIGKILL');
    expect(await within('soak to end', program.exit)).toBe(1);
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ partial: true, readings: [{ published: 0 }] });
  });

  it('bench:peers: writes the readings that it has on SIGINT', async () => {
    const json = join(temporaryFolder(), 'peers.json');
    const flags = ['--measure', 'pull', '--rounds', '1', '--json', json];
    const program = new ForeignProgram(process.execPath, [join(root, 'dist/bench/peers/main.js'), ...flags]);
    await program.says('round 1 of 1: ');
    program.child.kill('SIGINT');
    expect(await within('bench:peers to end', program.exit)).toBe(130);
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ partial: true, measures: ['pull'], rounds: [[]] });
  });

  it('is not ended by a failure of work beside it, and gets that failure when it awaits the work', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    onTestFinished(() => void process.off('unhandledRejection', note));
    const work = beside(Promise.reject(new Error('broken')));
    // Node reports a rejection without a handler at the end of the turn.
    await turn();
    expect(unhandled).toEqual([]);
    await expect(work).rejects.toThrow('broken');
  });

  it.each(['soak.ts', 'stalled.ts', 'storm.ts'])('%s marks its work beside the measurement as such', (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    // Work that is started and not awaited at once.
    expect([...text.matchAll(/^ +const \w+ = (\w+)\(.*, signal\)+;$/gm)].map(([, called]) => called)).toEqual(['beside']);
  });

  it.each(readdirSync(folder).filter((name) => name.endsWith('.ts') && !['beside.ts', 'programs.ts'].includes(name)))(
    '%s can be interrupted in this way',
    (name) => {
      expect(readFileSync(join(folder, name), 'utf8')).toMatch(/^runAcceptance\(|await untilInterrupted\(/m);
    },
  );
});
