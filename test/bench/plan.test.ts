import { describe, expect, it } from 'vitest';
import { commandOf } from '../../bench/command-line/command.ts';
import { type RunRequest, readInvocation } from '../../bench/command-line/options.ts';
import type { Measure, Window } from '../../bench/measures/measure.ts';
import { planRun, planSeconds } from '../../bench/run/plan.ts';
import { conditionsOf, type Settings } from '../../bench/run/settings.ts';

const read = (...flags: readonly string[]): RunRequest => readInvocation(flags, false);

/** A measure that needs one window of each contender at a rate. */
const wanting = (name: Measure['name'], rate: number, seconds: number): Measure => ({
  name,
  windows: (settings: Settings): Window[] =>
    settings.contenders.map((contender) => ({ contender, conditions: conditionsOf(settings, contender.arm, { clients: 10, rate }), seconds })),
});

describe('A plan', () => {
  it('has every arm, the twin of one, and the floor, in each round', () => {
    const { settings } = read('--runs', '3');
    const titles = (round: number) =>
      planRun(settings, [wanting('latency', 10, 1)])
        .filter((planned) => planned.round === round)
        .map(({ task }) => task.title.split(':')[0])
        .sort();
    for (const round of [0, 1, 2]) expect(titles(round)).toEqual(['long-polling', 'polling', 'sse', 'tcp', 'websocket', 'websocket A/A']);
  });

  it('runs a window that two measures need once, for the longer duration, and several rates with one server', () => {
    const { settings } = read('--runs', '1', '--transports', 'sse');
    const alone = planRun(settings, [wanting('latency', 10, 3)]);
    const both = planRun(settings, [wanting('latency', 10, 1), wanting('bytes', 10, 3)]);
    expect(planSeconds(both)).toBe(planSeconds(alone));
    const rates = planRun(settings, [wanting('latency', 10, 1), wanting('bytes', 20, 1)]);
    expect(rates).toHaveLength(alone.length);
    expect(rates[0]?.task.title).toContain('10, 20 notifications/s');
  });

  it('is the same for the same seed, and has another order for another', () => {
    const order = (seed: string) => planRun(read('--seed', seed).settings).map(({ task, round }) => `${round} ${task.key}`);
    expect(order('5')).toEqual(order('5'));
    expect(order('5')).not.toEqual(order('6'));
    expect([...order('5')].sort()).toEqual([...order('6')].sort());
  });

  it('leaves out measures that were not named', () => {
    const { settings } = read('--measures', 'memory', '--runs', '1');
    expect(planRun(settings).every(({ task }) => task.key.startsWith('crowd'))).toBe(true);
  });

  it.each([
    ['quick', 90],
    ['default', 360],
    ['full', 2_400],
  ])('%s takes at most %i seconds', (effort, seconds) => {
    const { settings } = read(...(effort === 'default' ? [] : [`--${effort}`]));
    expect(planSeconds(planRun(settings))).toBeLessThanOrEqual(seconds);
  });
});

describe('The command in a result', () => {
  it('can be pasted into a shell, and contains no folders of this machine', () => {
    expect(commandOf([])).toBe('npm run bench');
    expect(commandOf(['--quick', '--threshold', 'sse.p95<50', '--json', '/home/somebody/a.json', '--html=/tmp/b.html', '--csv', 'out/c.csv'])).toBe(
      "npm run bench -- --quick --threshold 'sse.p95<50' --json a.json --html=b.html --csv out/c.csv",
    );
  });
});

describe('The command line', () => {
  it('measures a remote lab without the floor', () => {
    const { settings } = read('--target', 'http://lab.example:3000');
    expect(settings.target).toEqual({ host: 'lab.example', port: 3000 });
    expect(settings.contenders.map(({ arm }) => arm)).not.toContain('tcp');
  });

  it('keeps the path of a remote lab, with or without a trailing slash', () => {
    for (const url of ['http://[::1]:8080/live/', 'http://[::1]:8080/live'])
      expect(read('--target', url).settings.target).toEqual({ host: '::1', port: 8080, prefix: '/live' });
    expect(read('--target', 'http://lab.example/').settings.target).toEqual({ host: 'lab.example', port: 80 });
    expect(() => read('--target', 'http://lab.example/?x=1')).toThrow(
      /^Expected --target to be a URL such as .*, of host, port and perhaps a path; got /,
    );
  });

  it('writes a format without a file to standard output', () => {
    expect(read('--json', '--csv', 'a.csv')).toMatchObject({ json: '-', csv: 'a.csv' });
    expect(read('--csv')).toMatchObject({ csv: '-' });
  });

  it('includes the base rate in the rates of the slope', () => {
    const { settings } = read('--rate', '7', '--quick');
    expect(settings.rates).toContain(7);
    expect(settings.rates.length).toBeGreaterThanOrEqual(3);
  });
});
