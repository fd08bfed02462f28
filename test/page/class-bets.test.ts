import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { words } from '../../client/page/words/en/words.ts';
import { words as spanish } from '../../client/page/words/es/words.ts';
import { Onlooker } from '../server/telemetry-support.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { addressOf, button, leadFrom, line, startClass, token, visit } from './class-support.ts';
import { openTab } from './open-tab.ts';
import { violations } from './violations.ts';

const { class: said, learn } = words;

const phase = (page: Page, name: string, round = 'second') => page.locator(`.lesson[data-phase="${name}"][data-round="${round}"]`).waitFor();

/** Bets on the scale of the first round. @param place the label of the button */
async function bet(page: Page, milliseconds: number, place = learn.bet): Promise<void> {
  await page.locator('.guess input').fill(`${milliseconds}`);
  await button(page, place).click();
  await phase(page, 'betted');
}

const count = (page: Page, text: string) => page.locator('.class-count').getByText(text).waitFor();

/** The counts of each closed vote, row by row. After a restart a page gets them with a delay, so they are polled. */
const spreads = (page: Page, rows: readonly string[]) =>
  expect
    .poll(() =>
      page
        .locator('.class-votes tbody tr')
        .evaluateAll((all) => all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent).join(' '))),
    )
    .toEqual(rows);

describe.skipIf(!inject('chromium'))('the bets of a class', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('are counted in two votes, hidden until each vote is closed, and judged by the teacher’s run', async () => {
    const lab = await startClass();
    const url = addressOf(lab.port);
    const teacher = await visit(browser, `${url}/learn/how-late#v=1&rate=0&rtt=0&token=${token}`, new Set());
    await leadFrom(teacher);
    // At a door without lanes: four streams that the lesson closes again would be half the cost of a page.
    const come = (options = {}) => visit(browser, `${url}/try`, new Set(), options);
    const [ann, bob, cem] = [await come(), await come(), await come({ locale: 'es-ES' })];
    // The pages open the lesson by themselves, each in the language of its browser.
    await Promise.all([ann, bob, cem].map((page) => phase(page, 'asking')));
    await bet(ann, 1_500);
    await bet(bob, 1_000);
    await count(teacher, 'Bets placed: 2 of 3');
    await bet(cem, 500, spanish.learn.bet);
    await button(ann, learn.reconsider).click();
    await bet(ann, 600);
    await count(teacher, 'Bets placed: 3 of 3');
    await teacher.locator('.class-count').getByText(said.over).waitFor();
    for (const page of [teacher, ann]) expect(await page.locator('.class-votes').count()).toBe(0);
    for (const name of [said.close, learn.run]) expect(await button(ann, name).count(), name).toBe(0);

    await Promise.all([ann.reload(), teacher.reload()]);
    await phase(ann, 'betted');
    await ann.locator('.placed').getByText('600 ms').waitFor();
    await count(teacher, 'Bets placed: 3 of 3');
    await button(teacher, said.close).focus();
    await teacher.keyboard.press('Enter');
    for (const page of [teacher, ann, cem]) await spreads(page, ['0', '2', '0', '1', '0', '0']);
    expect(await violations(teacher, false, '.class-bets')).toEqual([]);
    // A bet stays as it was counted.
    await ann.getByText(said.waiting).waitFor();
    for (const name of [learn.reconsider, learn.bet]) expect(await button(ann, name).count(), name).toBe(0);

    await button(teacher, said.again).click();
    await cem.getByText(spanish.class.discuss).waitFor();
    await phase(ann, 'asking');
    // The form still holds Ann's bet from the first vote.
    await button(ann, learn.bet).click();
    await bet(bob, 600);
    await count(teacher, 'Bets placed: 2 of 3');
    await button(teacher, learn.skip).click();
    await button(teacher, said.close).click();
    for (const page of [teacher, bob]) await spreads(page, ['0 0', '2 2', '0 0', '1 0', '0 0', '0 0']);
    // Cem has not bet again, and cannot any more: his first bet counts.
    await cem.locator('.placed').getByText('500').waitFor();
    for (const name of [spanish.learn.reconsider, spanish.learn.bet]) expect(await button(cem, name).count(), name).toBe(0);

    await lab.close();
    await startClass(lab.port);
    await line(teacher, 'All pages follow this one.');
    for (const page of [teacher, cem]) await spreads(page, ['0 0', '2 2', '0 0', '1 0', '0 0', '0 0']);

    await button(teacher, learn.run).click();
    await Promise.all([teacher, ann, bob, cem].map((page) => phase(page, 'told')));
    await ann.locator('.lesson .judgement').waitFor();
    // Cem did not bet again, so his first bet is judged.
    await cem.locator('.guessed').getByText('500').waitFor();
    await button(teacher, learn.next).click();
    await Promise.all([ann, bob, cem].map((page) => phase(page, 'asking', 'double')));
  });

  it('are not asked for once the vote is closed, nor is a run offered, also on a page that controls the lab', async () => {
    const lab = await startClass();
    const url = addressOf(lab.port);
    const teacher = await visit(browser, `${url}/learn/how-late#v=1&rate=0&rtt=0&token=${token}`, new Set());
    await leadFrom(teacher);
    const colleague = await visit(browser, `${url}/try#token=${token}`, new Set());
    await phase(colleague, 'asking');
    await count(teacher, 'Bets placed: 0 of 1');
    await button(teacher, learn.skip).click();
    await button(teacher, said.close).click();
    await colleague.getByText(said.waiting).waitFor();
    for (const name of [learn.bet, learn.skip, learn.run, learn.reconsider]) expect(await button(colleague, name).count(), name).toBe(0);
    await button(teacher, said.again).click();
    await button(colleague, learn.bet).waitFor();
  });

  it('are closed once by a run, while more of them are on their way to the page of the teacher', async () => {
    const lab = await startClass();
    const { page: teacher } = await openTab(browser, { changed: true });
    const closes: string[] = [];
    teacher.on('websocket', (socket) =>
      socket.on('framesent', ({ payload }) => {
        if (String(payload).includes('"do":"close"')) closes.push(String(payload));
      }),
    );
    // What the lab says takes a while.
    await teacher.addInitScript(() => {
      const Real = WebSocket;
      globalThis.WebSocket = class extends Real {
        constructor(url: string | URL, protocols?: string | string[]) {
          super(url, protocols);
          if (!String(url).includes('/telemetry')) return;
          const set = (hear: (event: MessageEvent) => void) => this.addEventListener('message', (event) => setTimeout(() => hear(event), 300));
          Object.defineProperty(this, 'onmessage', { set });
        }
      };
    });
    await teacher.goto(`${addressOf(lab.port)}/learn/how-late#v=1&rate=0&rtt=0&token=${token}`);
    await leadFrom(teacher);
    const pupil = await Onlooker.at(lab);
    await pupil.until('the vote', () => pupil.state.class.ballot?.open === true);
    let bets = 0;
    const betting = setInterval(() => {
      bets += 1;
      void pupil.tell({ type: 'vote', lesson: 'how-late', round: 'second', vote: 1, voter: 'ann', bet: `bin-${bets % 6}` });
    }, 30);
    await count(teacher, 'Bets placed: 1 of 1');
    await button(teacher, learn.skip).click();
    await button(teacher, learn.run).click();
    await pupil.until('the end of the vote', () => pupil.state.class.ballot?.open === false);
    clearInterval(betting);
    await phase(teacher, 'told');
    expect(closes.length).toBe(1);
    expect(await teacher.getByRole('alert').getByText('Expected').count()).toBe(0);
  });
});
