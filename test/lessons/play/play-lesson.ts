/** Plays a lesson to the end as a learner would, in any browser: bets, runs, does the steps, and reads what the page has measured. */

import { browserFamily } from '../../../client/page/learn/browser-family.ts';
import { lessons } from '../../../client/page/lessons/index.ts';
import type { Bet, Round } from '../../../client/page/lessons/lesson.ts';
import type { BrowserFamily, Measures } from '../../../client/page/lessons/seen.ts';
import { words } from '../../../client/page/words/en/words.ts';
import type { RoundWords } from '../../../client/page/words/words.ts';
import type { LessonId } from '../../../server/lab/door-paths.ts';
import { type LessonPage, until } from './lesson-page.ts';

const { learn } = words;

/** An option, a number on the scale, or the item to put first. */
export type PlayedBet = string | number;

/** One number of a round, and its expected range. */
interface Checked {
  readonly name: string;
  readonly measured: number;
  readonly range: readonly [number, number];
  readonly ok: boolean;
}

export interface PlayedRound {
  readonly id: string;
  readonly bet: PlayedBet;
  readonly right: boolean;
  /** The page's answer to the bet. */
  readonly answer: string;
  /** All numbers that the sentence names; `checked` has those with an expected range. */
  readonly measured: Measures;
  readonly checked: readonly Checked[];
}

/** Milliseconds for which a tab stays hidden beyond the time that the step needs. */
const longer = 400;

const text = (value: string): string => JSON.stringify(value);

/** Waits until the button is enabled, then presses it. */
async function press(page: LessonPage, name: string): Promise<void> {
  const find = `const found = [...document.querySelectorAll('.lesson button')].find((button) => button.textContent.trim() === ${text(name)} && !button.disabled);
    document.querySelector('[data-pressed]')?.removeAttribute('data-pressed');
    found?.setAttribute('data-pressed', '');
    return found !== undefined;`;
  await until(page, `the button “${name}”`, find);
  await page.click('[data-pressed]');
}

const inPhase = (page: LessonPage, round: string, name: string, further = ''): Promise<void> =>
  until(
    page,
    `round ${round} to be ${name}`,
    `return document.querySelector('.lesson[data-round="${round}"][data-phase="${name}"]${further}') !== null;`,
  );

const setSlider = (selector: string, value: number, at = 0): string => `const slider = document.querySelectorAll('.lesson ${selector} input')[${at}];
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(slider, ${value});
  slider.dispatchEvent(new Event('input', { bubbles: true }));`;

async function place(page: LessonPage, bet: Bet, said: RoundWords, placed: PlayedBet): Promise<void> {
  if (bet.kind === 'choice') await page.click(`.lesson .options input[value="${placed}"]`);
  if (bet.kind === 'number') await page.run(setSlider('.guess', Number(placed)));
  // Puts everything into one bar.
  if (bet.kind === 'curve') await page.run(setSlider('.curve', bet.range[1], Number(placed)));
  if (bet.kind !== 'sort') return;
  const up = learn.up.replace('{item}', said.options?.[placed] ?? '');
  for (let at = bet.items.indexOf(`${placed}`); at > 0; at -= 1) await page.click(`.lesson .order button[aria-label=${text(up)}]`);
}

/** Does the steps of a round, in the order in which the page asks for them. */
export async function doSteps(page: LessonPage, { id: round, steps = [] }: Round, said: RoundWords): Promise<void> {
  for (const { id, act, done } of steps) {
    if (act) await press(page, said.steps?.[id] ?? '');
    if (!('away' in done)) continue;
    await inPhase(page, round, 'running', '[data-settling="false"]');
    await page.leave(done.away * 1_000 + longer);
  }
}

interface ToldRound {
  readonly measured: readonly (readonly [name: string, value: number])[];
  readonly rtt: string | null;
  readonly judgement: string;
  readonly agent: string;
}

const readTold = `const lesson = document.querySelector('.lesson');
  return {
    measured: [...lesson.querySelectorAll('.saw data')].map((data) => [data.dataset.measure, Number(data.value)]),
    rtt: lesson.getAttribute('data-rtt'),
    judgement: lesson.querySelector('.judgement').textContent,
    agent: navigator.userAgent,
  };`;

/**
 * The round trip of the run is a median. If the machine was busy during the measurement, it is longer than the round trip of most notifications, which is never
 * shorter than the one that was set. So the range covers both, and everything in between. It does not cover a shorter round trip: if the relay does not add
 * the delay that was set, the run fails.
 */
function check({ set, expect }: Round, measured: Measures, rtt: number, browser: BrowserFamily | undefined): readonly Checked[] {
  const { rate = 2, pollInterval = 1_000, rtt: shortest = 0 } = set;
  const atLeast = expect({ rtt: shortest, rate, pollInterval, browser });
  return Object.entries(expect({ rtt: Math.max(rtt, shortest), rate, pollInterval, browser })).map(([name, [least, most]]) => {
    const value = measured[name] ?? Number.NaN;
    const [low, high] = atLeast[name] ?? [least, most];
    const range = [Math.min(least, low), Math.max(most, high)] as const;
    return { name, measured: value, range, ok: value >= range[0] && value <= range[1] };
  });
}

async function playRound(page: LessonPage, id: LessonId, round: Round, bet: PlayedBet): Promise<PlayedRound> {
  const said = words.lessons[id].rounds[round.id];
  if (!said) throw new Error(`Expected words for ${round.id} of ${id}.`);
  await inPhase(page, round.id, 'asking');
  await place(page, round.bet, said, bet);
  await press(page, learn.bet);
  await press(page, learn.run);
  await doSteps(page, round, said);
  await inPhase(page, round.id, 'told');
  const { measured, rtt, judgement, agent } = await page.run<ToldRound>(readTold);
  const values = Object.fromEntries(measured);
  return {
    id: round.id,
    bet,
    right: judgement === learn.right,
    answer: judgement.replace(learn.wrong, '').trim(),
    measured: values,
    checked: check(round, values, Number(rtt ?? round.set.rtt ?? 0), browserFamily({ userAgent: agent })),
  };
}

/** Any valid bet: the first option, the minimum, the order as it stands, or everything in the first bar. */
export function someBet(bet: Bet): PlayedBet {
  if (bet.kind === 'choice') return Object.keys(bet.options)[0] ?? '';
  if (bet.kind === 'sort') return bet.items[0] ?? '';
  return bet.kind === 'number' ? bet.range[0] : 0;
}

/** Whether the lesson hides the tab for a while. */
export const leavesTab = (id: LessonId): boolean => lessons[id].rounds.some(({ steps = [] }) => steps.some(({ done }) => 'away' in done));

/**
 * @param page shows the lesson
 * @param betOn returns the bet for a round @param played is called after each round
 */
export async function playRounds(
  page: LessonPage,
  id: LessonId,
  betOn: (round: Round) => PlayedBet,
  played: (round: PlayedRound) => void = () => {},
): Promise<void> {
  const { rounds } = lessons[id];
  for (const [index, round] of rounds.entries()) {
    played(await playRound(page, id, round, betOn(round)));
    if (index < rounds.length - 1) await press(page, learn.next);
  }
  await until(page, 'the lesson to be finished', "return document.querySelector('.lesson .finished') !== null;");
}
