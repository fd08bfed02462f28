import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { figuresSection, runsFile, withFigures } from './play/figures.ts';
import { type BrowserRuns, type LessonRun, readRuns } from './play/result.ts';

const root = join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');

const run = (naive: number, ok = true): LessonRun => ({
  seconds: 20,
  rounds: [
    {
      ...{ id: 'queue', bet: 0, right: false, answer: '', measured: { naive } },
      checked: [{ name: 'naive', measured: naive, range: [6_000_000, 20_000_000], ok }],
    },
  ],
});

const runsOf = (name: string, runs: readonly LessonRun[]): BrowserRuns => ({
  ...{ name, version: `${name} 1`, taken: '2026-01-01', system: 'linux x64' },
  lessons: { 'slow-reader': runs },
});

describe('the table of measured numbers of lessons', () => {
  it('has the minimum and maximum of each browser in the unit of the page, and the expected range', () => {
    const section = figuresSection([runsOf('Chromium', [run(7_000_000), run(8_123_456)]), runsOf('Firefox', [run(5_000_000, false)])]);
    expect(section).toContain('| The slow reader | queue | naive | 6 MB to 20 MB | 7 MB to 8.12 MB | 5 MB |');
    expect(section).toContain('- Firefox 1, 2026-01-01, linux x64: 0 of 1 runs of 1 lessons came to their end');
  });

  it('replaces the table before it, and nothing else', () => {
    const [one, other] = [figuresSection([runsOf('Chromium', [run(7_000_000)])]), figuresSection([])];
    expect(withFigures(withFigures(`before\n${other}\nafter`, one), one)).toBe(`before\n${one}\nafter`);
    expect(() => withFigures('no place', one)).toThrow('Expected <!-- lessons:figures -->');
  });

  it('in docs/learn.md has the numbers of the committed runs', () => {
    const document = read('docs/learn.md');
    expect(withFigures(document, figuresSection(readRuns(read(runsFile))))).toBe(document);
  });
});
