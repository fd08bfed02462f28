import { describe, expect, it } from 'vitest';
import { type BrowserRuns, isWhole, type LessonRun, readRuns, summaryOf, withBrowser } from './play/result.ts';

const run = (measured: number): LessonRun => ({
  seconds: 20,
  rounds: [
    {
      ...{ id: 'far', bet: 0, right: false, answer: 'Too low.', measured: { mean: measured } },
      checked: [{ name: 'mean', measured, range: [100, 200], ok: measured >= 100 && measured <= 200 }],
    },
  ],
});

const runsOf = (name: string, runs: readonly LessonRun[]): BrowserRuns => ({
  ...{ name, version: `${name} 1`, taken: '2026-01-01', system: 'linux x64' },
  lessons: { 'how-late': runs },
});

describe('runs of lessons', () => {
  it('are whole if every number is in its range and the lesson was finished', () => {
    expect([run(150), run(99), { ...run(150), error: 'Waited 180 s for the lesson to be over.' }].map(isWhole)).toEqual([true, false, false]);
  });

  it('are summarised with everything that was not as expected', () => {
    expect(summaryOf(runsOf('Chromium', [run(150), run(250)])).split('\n')).toEqual([
      'Chromium 1',
      'lesson                     whole   takes',
      'how-late                  1 of 2    20 s',
      '  far: mean is 250, expected from 100 to 200',
      '1 of 2 runs as expected',
    ]);
  });

  it('of one browser replace its own earlier runs, and leave those of the others', () => {
    const before = [runsOf('Firefox', [run(1)]), runsOf('Chromium', [run(2)])];
    const now = withBrowser(before, runsOf('Chromium', [run(150)]));
    expect(now).toEqual([runsOf('Chromium', [run(150)]), runsOf('Firefox', [run(1)])]);
    expect(readRuns(JSON.stringify({ browsers: now }))).toEqual(now);
    const herd = { ...runsOf('Chromium', []), lessons: { herd: [run(3)] } };
    expect(withBrowser(now, herd)[0]?.lessons).toEqual({ 'how-late': [run(150)], herd: [run(3)] });
    expect(withBrowser(now, { ...herd, version: 'Chromium 2' })[0]?.lessons).toEqual({ herd: [run(3)] });
    expect(() => readRuns('{"other":1}')).toThrow('Expected a file of npm run lessons');
  });
});
