/** `npm run lessons`: plays every lesson to the end in a real browser, several times, compares each number with its range, and writes the results. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { startProgram } from '../../../server/lab/command-line/start.ts';
import { lessonIds } from '../../../server/lab/door-paths.ts';
import { lessonsProgram } from '../../programs.ts';
import { provideBrowser } from '../../support/browsers/provide.ts';
import { playOnce } from './play-once.ts';
import { type BrowserRuns, isWhole, type LessonRun, readRuns, summaryOf, withBrowser } from './result.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const { runs, browser: name, only = lessonIds, json } = startProgram(lessonsProgram).values;

const launch = await provideBrowser(name);
if (!launch) throw new Error(`Expected ${name} on this machine; found none.`);
const driver = await launch();

const lessons: Record<string, LessonRun[]> = {};
const result = (): BrowserRuns => ({
  name,
  version: driver.version,
  taken: new Date().toISOString().slice(0, 10),
  system: `${platform()} ${arch()}`,
  lessons,
});

/** Writes the file after each lesson, so that an interrupted run keeps what was played until then. */
function keep(): void {
  if (json === undefined) return;
  const before = existsSync(json) ? readRuns(readFileSync(json, 'utf8')) : [];
  writeFileSync(json, `${JSON.stringify({ browsers: withBrowser(before, result()) }, undefined, 2)}\n`);
}

try {
  for (let run = 1; run <= runs; run += 1) {
    for (const id of only) {
      const played = await playOnce(driver, id);
      lessons[id] = [...(lessons[id] ?? []), played];
      say(`${run} of ${runs}: ${id}: ${isWhole(played) ? 'as expected' : (played.error ?? 'out of its range')} (${played.seconds} s)`);
      keep();
    }
  }
} finally {
  await driver.close();
}
process.stdout.write(`${summaryOf(result())}\n`);
process.exit(Object.values(lessons).flat().every(isWhole) ? 0 : 1);
