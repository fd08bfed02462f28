import type { Browser, Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { lessons } from '../../client/page/lessons/index.ts';
import type { Bet, Measures, Round } from '../../client/page/lessons/lesson.ts';
import { words } from '../../client/page/words/en/words.ts';
import { placeholdersOf } from '../../client/page/words/format.ts';
import type { RoundWords } from '../../client/page/words/words.ts';
import type { LessonId } from '../../server/lab/door-paths.ts';
import { startTestLab } from '../support/start-lab.ts';
import { openTab } from './open-page.ts';

const { learn } = words;

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** Waits until the lesson is in this phase of this round. */
const phase = (page: Page, round: string, name: string) => page.locator(`.lesson[data-round="${round}"][data-phase="${name}"]`).waitFor();

/** A bet that is wrong on purpose: an option that no theory gives, an end of the scale, what is put first. */
export type WrongBet = string | number;

async function place(page: Page, bet: Bet, said: RoundWords, wrong: WrongBet): Promise<void> {
  if (bet.kind === 'choice') await page.getByRole('radio', { name: said.options?.[wrong] }).check();
  if (bet.kind === 'number') await page.getByRole('slider', { name: said.question }).fill(`${wrong}`);
  // All in one bar.
  if (bet.kind === 'curve') await page.getByRole('slider').nth(Number(wrong)).fill(`${bet.range[1]}`);
  if (bet.kind !== 'sort') return;
  const up = learn.up.replace('{item}', said.options?.[wrong] ?? '');
  for (let at = bet.items.indexOf(`${wrong}`); at > 0; at -= 1) await press(page, up);
}

/** What the page says that it has measured. */
async function measuredOn(page: Page): Promise<Measures> {
  const all = await page.locator('.lesson .saw data').all();
  return Object.fromEntries(
    await Promise.all(all.map(async (data) => [await data.getAttribute('data-measure'), Number(await data.getAttribute('value'))])),
  );
}

/** Bets wrong, runs, does what is asked for, and reads what came out. */
async function playRound(page: Page, id: LessonId, round: Round, wrong: WrongBet): Promise<void> {
  const said = words.lessons[id].rounds[round.id];
  if (!said) throw new Error(`Expected words for ${round.id} of ${id}.`);
  await phase(page, round.id, 'asking');
  await place(page, round.bet, said, wrong);
  await press(page, learn.bet);
  await press(page, learn.run);
  for (const { id: step, act } of round.steps ?? []) if (act) await press(page, said.steps?.[step] ?? '');
  await phase(page, round.id, 'told');
  const measured = await measuredOn(page);
  const { rate = 2, pollInterval = 1_000, rtt: set = 0 } = round.set;
  const rtt = Number((await page.locator('.lesson').getAttribute('data-rtt')) ?? set);
  for (const [name, [least, most]] of Object.entries(round.expect({ rtt, rate, pollInterval }))) {
    expect(measured[name], `${id}, ${round.id}: ${name} at ${rtt} ms, from ${least} to ${most}`).toBeGreaterThanOrEqual(least);
    expect(measured[name], `${id}, ${round.id}: ${name} at ${rtt} ms, from ${least} to ${most}`).toBeLessThanOrEqual(most);
  }
  expect(Object.keys(measured).toSorted(), 'all that is named in the sentence').toEqual(placeholdersOf(said.seen));
  const verdict = await page.locator('.lesson .judgement').textContent();
  expect(verdict, `the answer to ${wrong}`).toContain(learn.wrong);
  expect(Object.values(said.answers), `the answer to ${wrong}`).toContain(verdict?.replace(learn.wrong, '').trim());
}

/** Opens a lesson in a lab of its own. */
async function openLesson(browser: Browser, id: LessonId, hash = '#v=1&rate=2&rtt=0') {
  const lab = await startTestLab({ weather: true, rtt: 0 });
  const { page, complaints } = await openTab(browser, { viewport: { width: 1_280, height: 800 } });
  await page.goto(`${lab.url}/learn/${id}${hash}`);
  return { lab, page, complaints };
}

/** A lesson to its end, each round with a wrong bet. @param wrong for each round */
export async function playLesson(browser: Browser, id: LessonId, wrong: Readonly<Record<string, WrongBet>>): Promise<Page> {
  const { page } = await openLesson(browser, id);
  const { rounds } = lessons[id];
  for (const [index, round] of rounds.entries()) {
    await playRound(page, id, round, wrong[round.id] ?? 0);
    if (index < rounds.length - 1) await press(page, learn.next);
  }
  await page.locator('.lesson .finished').waitFor();
  return page;
}

export const withoutBrowser = (): boolean => !inject('chromium');
