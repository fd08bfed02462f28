import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../../../client/page/errors.ts';
import type { LessonId } from '../../../server/lab/door-paths.ts';
import type { Driver } from '../../support/browsers/driver.ts';
import { openLessonPage } from './lesson-page.ts';
import { leavesTab, type PlayedRound, playRounds, someBet } from './play-lesson.ts';
import type { LessonRun } from './result.ts';

/** The built lab, as `npm start` runs it. */
const lab = fileURLToPath(new URL('../../../dist/server/lab/main.js', import.meta.url));

/** Milliseconds for a lab to start, and for a whole lesson: the longest takes half a minute. */
const [startPatience, lessonPatience] = [30_000, 180_000] as const;

/** @throws Error where it does not tell its URL */
async function urlOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('Expected a lab whose output is read.');
  const late = AbortSignal.timeout(startPatience);
  const lines = createInterface(child.stdout);
  for (;;) {
    const [line] = await once(lines, 'line', { signal: late });
    const [, url] = /Transport Lab: (http:\S+)/.exec(line) ?? [];
    if (url) return url.replace(/\/$/, '');
  }
}

function deadline(): { readonly late: Promise<never>; readonly stop: () => void } {
  let stop = () => {};
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error(`Waited ${lessonPatience / 1_000} s for the lesson to be over.`)), lessonPatience);
    stop = () => clearTimeout(timer);
  });
  return { late, stop };
}

/** One lesson in a lab of its own, to its end or to its deadline. */
export async function playOnce(driver: Driver, id: LessonId): Promise<LessonRun> {
  const start = performance.now();
  const rounds: PlayedRound[] = [];
  const child = spawn(process.execPath, [lab, '--port', '0', '--rtt', '0', '--ticker', '0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  const { late, stop } = deadline();
  const play = async () => {
    const page = await openLessonPage(driver, `${await urlOf(child)}/learn/${id}#v=1&rate=2&rtt=0`, leavesTab(id));
    const leave = () => page.run("location.href = 'about:blank';").catch(() => {});
    await playRounds(
      page,
      id,
      ({ bet }) => someBet(bet),
      (round) => rounds.push(round),
    ).finally(leave);
  };
  const error = await Promise.race([play(), late]).then(
    () => undefined,
    (thrown) => messageOf(thrown),
  );
  stop();
  child.kill();
  await ended;
  return { seconds: Math.round((performance.now() - start) / 1_000), rounds, ...(error !== undefined && { error }) };
}
