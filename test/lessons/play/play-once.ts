import { messageOf } from '../../../client/page/errors.ts';
import type { LessonId } from '../../../server/lab/door-paths.ts';
import type { Driver } from '../../support/browsers/driver.ts';
import { startBuiltLab } from './built-lab.ts';
import { openLessonPage } from './lesson-page.ts';
import { leavesTab, type PlayedRound, playRounds, someBet } from './play-lesson.ts';
import type { LessonRun } from './result.ts';

/** Milliseconds for a whole lesson: the longest takes half a minute. */
const lessonPatience = 180_000;

function deadline(): { readonly late: Promise<never>; readonly stop: () => void } {
  let stop = () => {};
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error(`Waited ${lessonPatience / 1_000} s for the lesson to be over.`)), lessonPatience);
    stop = () => clearTimeout(timer);
  });
  return { late, stop };
}

/** Plays one lesson in a lab of its own, until it is finished or its deadline has passed. */
export async function playOnce(driver: Driver, id: LessonId): Promise<LessonRun> {
  const start = performance.now();
  const rounds: PlayedRound[] = [];
  const lab = startBuiltLab();
  const { late, stop } = deadline();
  const play = async () => {
    const page = await openLessonPage(driver, `${await lab.url}/learn/${id}#v=1&rate=2&rtt=0`, leavesTab(id));
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
  await lab.stop();
  return { seconds: Math.round((performance.now() - start) / 1_000), rounds, ...(error !== undefined && { error }) };
}
