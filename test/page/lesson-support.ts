import type { Browser, Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { words } from '../../client/page/words/en/words.ts';
import { placeholdersOf } from '../../client/page/words/format.ts';
import type { LessonId } from '../../server/lab/door-paths.ts';
import { type LessonPage, lessonPageOf } from '../lessons/play/lesson-page.ts';
import { type PlayedBet, type PlayedRound, playRounds } from '../lessons/play/play-lesson.ts';
import { startTestLab } from '../support/start-lab.ts';
import { openTab } from './open-tab.ts';

/** For each round a bet that is wrong on purpose: an option that no theory predicts, one end of the scale, or the item to put first. */
export type WrongBets = Readonly<Record<string, PlayedBet>>;

/** The path of a lesson, with conditions at its start that no lesson uses. */
export const lessonPath = (id: LessonId): string => `learn/${id}#v=1&rate=2&rtt=0`;

/** Each measured number is in its expected range, and the wrong bet gets its answer. */
function expectRound(id: LessonId, { id: round, bet, right, answer, measured, checked }: PlayedRound): void {
  const said = words.lessons[id].rounds[round];
  for (const { name, measured: value, range, ok } of checked) {
    expect(ok, `${id}, ${round}: ${name} is ${value}, expected from ${range[0]} to ${range[1]}`).toBe(true);
  }
  expect(Object.keys(measured).toSorted(), 'every number that the sentence names').toEqual(placeholdersOf(said?.seen ?? ''));
  expect([round, right], 'a bet that is wrong').toEqual([round, false]);
  expect(Object.values(said?.answers ?? {}), `the answer to ${bet}`).toContain(answer);
}

/** Plays an open lesson to the end. @param wrong the bet for each round */
export const expectLesson = (page: LessonPage, id: LessonId, wrong: WrongBets): Promise<void> =>
  playRounds(
    page,
    id,
    (round) => wrong[round.id] ?? 0,
    (played) => expectRound(id, played),
  );

/** Plays a lesson to the end in a lab of its own, with a wrong bet in each round. @param wrong the bet for each round */
export async function playLesson(browser: Browser, id: LessonId, wrong: WrongBets): Promise<Page> {
  const lab = await startTestLab({ weather: true, rtt: 0 });
  const { page } = await openTab(browser, { viewport: { width: 1_280, height: 800 } });
  await page.goto(`${lab.url}/${lessonPath(id)}`);
  await expectLesson(lessonPageOf(page), id, wrong);
  return page;
}

export const withoutBrowser = (): boolean => !inject('chromium');
