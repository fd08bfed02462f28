import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { addressOf, button, leadFrom, line, startClass, token, visit } from './class-support.ts';
import { Pupil } from './pupil.ts';

// The teachers set a rate of 0: notifications on the lanes have nothing to do with these tests, and would double the cost of each page. For the same reason some begin at a door without lanes.
/** Pages of a class: the teacher's, two pages that also act on their own, and the others, which only follow. */
const pages = 25;
/**
 * How many of the others are real pages; the rest are bare telemetry connections, which are the same to the lab. Loading a page takes two seconds of processor time;
 * `REAL_PAGES=22` makes all of them real. They are phones with reduced motion: since they draw once a second, two cores can run 25 of them.
 */
const realOthers = Number(process.env.REAL_PAGES ?? 0);
const phone = { viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' } as const;
const others = pages - 3 - realOthers;

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
const door = (page: Page, name: string) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click();

describe.skipIf(!inject('chromium'))('a class', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('of 25 pages follows its teacher on one port through reloads and a restart of the server, without any action by pupils', async () => {
    const lab = await startClass();
    const url = addressOf(lab.port);
    const ports = new Set<string>();
    const pupils = Array.from({ length: others }, () => new Pupil(url));
    const real: Page[] = [];
    const all = async (path: string) => {
      await eventually(`all others to follow to /${path}`, () => pupils.every((pupil) => pupil.follows(path)));
      await Promise.all(real.map((page) => page.waitForURL((at) => at.pathname === `/${path}`)));
    };
    const teacher = await visit(browser, `${url}/#v=1&rate=0&token=${token}`, ports);
    const [ann, bob] = [await visit(browser, url, ports), await visit(browser, url, ports)];
    while (real.length < realOthers) real.push(await visit(browser, url, ports, phone));
    await leadFrom(teacher);
    await Promise.all([ann, bob, ...real].map((page) => line(page, 'This page follows the teacher.')));
    await all('');

    await door(teacher, 'Learn');
    await Promise.all([ann, bob].map((page) => page.waitForURL(/\/learn/)));
    await all('learn');

    await ann.reload();
    await line(ann, 'This page follows the teacher.');
    await teacher.reload();
    await line(teacher, 'All pages follow this one.');
    await teacher.keyboard.press('2');
    await Promise.all([ann, bob].map((page) => page.waitForURL(/\/learn#.*mode=one.*transport=long-polling/)));

    await lab.close();
    await eventually('all others to lose their connection', () => pupils.every(({ state }) => state === undefined));
    await startClass(lab.port);
    await all('learn');
    await door(teacher, 'Try');
    await Promise.all([ann, bob].map((page) => page.waitForURL(/\/try/)));
    await all('try');
    await Promise.all([line(teacher, 'All pages follow this one.'), line(ann, 'This page follows the teacher.')]);

    await button(bob, 'Leave').click();
    await line(bob, 'This page does not follow the teacher any more.');
    await door(teacher, 'Decide');
    await ann.waitForURL(/\/decide/);
    await teacher.getByRole('radio', { name: 'Company proxies', exact: false }).check();
    await ann.waitForURL(/\/decide\?.*network=company/);
    await ann.locator('input[value="company"]:checked').waitFor();
    await door(teacher, 'Try');
    await teacher.getByRole('link', { name: 'Group chat' }).click();
    await ann.waitForURL(/\/try\/chat/);
    await teacher.goBack();
    await teacher.goBack();
    await ann.waitForURL(/\/decide\?.*network=company/);
    expect(new URL(bob.url()).pathname).toBe('/try');
    await button(bob, 'Follow again').click();
    await bob.waitForURL(/\/decide/);
    expect([...ports]).toEqual([String(lab.port)]);
  });

  it('continues on a page that slept while the connections were cut: it opens the door where the class is, and misses nothing', async () => {
    const lab = await startClass();
    const url = addressOf(lab.port);
    const ports = new Set<string>();
    const teacher = await visit(browser, `${url}/#v=1&rate=0&poll=200&token=${token}`, ports);
    const ann = await visit(browser, url, ports, { changed: true });
    await leadFrom(teacher);
    await line(ann, 'This page follows the teacher.');
    await ann.waitForFunction(() => globalThis.lab.lanes.size === 4 && [...globalThis.lab.lanes].every(({ stream }) => stream.cursor));
    const session = await ann.context().newCDPSession(ann);
    // Pauses all scripts of Ann's page, as on a phone in a pocket.
    const asleep = new Promise((resolve) => session.once('Debugger.paused', resolve));
    await session.send('Debugger.enable');
    await session.send('Debugger.pause');
    await asleep;
    await door(teacher, 'Learn');
    await teacher.waitForURL(/\/learn/);
    await button(teacher, 'Cut the line').click();
    await lab.log.append(Array.from({ length: 5 }, (_, index) => ({ event: 'asleep', data: index })));
    const { head } = lab.log.window;
    expect(new URL(ann.url()).pathname).toBe('/');
    await session.send('Debugger.disable');
    await ann.waitForURL(/\/learn/);
    await line(ann, 'This page follows the teacher.');
    await ann.waitForFunction(
      (newest) => [...globalThis.lab.lanes].every(({ stream }) => stream.state === 'open' && Number(stream.cursor?.split('-')[1]) >= newest),
      head,
    );
    const ledgers = await ann.evaluate(() => [...globalThis.lab.lanes].map(({ stream }) => stream.ledger));
    for (const ledger of ledgers) expect(ledger).toMatchObject({ missing: 0, doubled: 0, gaps: 0 });
  });

  it('with two teachers follows the one who took the lead last, and tells the other', async () => {
    const lab = await startClass();
    const url = addressOf(lab.port);
    const ports = new Set<string>();
    const [one, other] = [
      await visit(browser, `${url}/try#v=1&rate=0&token=${token}`, ports),
      await visit(browser, `${url}/learn#v=1&rate=0&token=${token}`, ports),
    ];
    await leadFrom(one);
    await line(other, 'This page follows the teacher.');
    await button(other, 'Classroom').click();
    await other.getByLabel('your name, as pupils see it').fill('<b>Ms Bell</b>');
    await button(other, 'Let all pages follow this one').click();
    await one.getByRole('alert').getByText('<b>Ms Bell</b> leads the class now.').waitFor();
    await line(one, '<b>Ms Bell</b>');
    await button(other, 'Close').click();
    await button(other, 'Stop').click();
    await one.locator('.class-line').waitFor({ state: 'detached' });
  });

  it('sees the address and its QR code, the token only on demand, and a notice while publishing is paused', async () => {
    const lab = await startClass();
    const url = addressOf(lab.port);
    const ports = new Set<string>();
    const [teacher, pupil] = [await visit(browser, `${url}/try#v=1&rate=0&token=${token}`, ports), await visit(browser, `${url}/try/chat`, ports)];
    await button(teacher, 'Classroom').click();
    await teacher.locator('.join-url').getByText(url, { exact: true }).waitFor();
    await teacher.getByRole('img', { name: `QR code of ${url}` }).waitFor();
    const secret = teacher.getByText(`${url}/#token=${token}`);
    expect(await secret.isVisible()).toBe(false);
    await teacher.getByText('Link for another teacher').click();
    await secret.waitFor();
    await heading(pupil, 'Group chat');
    expect(await button(pupil, 'Classroom').count()).toBe(0);
    await pupil.getByLabel('your name').fill('Ann');
    await button(pupil, 'Join').click();
    await pupil.getByLabel('message').fill('hello');
    await teacher.getByRole('checkbox', { name: 'Pause publishing from all pages' }).check();
    await line(pupil, 'Publishing is paused for all.');
    await button(pupil, 'Send').click();
    await pupil.getByRole('alert').getByText('the teacher has paused that').waitFor();
    await teacher.getByRole('checkbox', { name: 'Pause publishing from all pages' }).uncheck();
    await pupil.locator('.class-line').waitFor({ state: 'detached' });
    await button(pupil, 'Send').click();
    await pupil.locator('.scene-rows').getByText('hello').first().waitFor();
    const teachers = await visit(browser, `${url}/try/chat#v=1&rate=0&token=${token}`, ports);
    await teachers.locator('.scene-rows').getByText('hello').first().waitFor();
    await pupil.getByLabel('message').fill('once more');
    await button(pupil, 'Send').click();
    await teachers.locator('.scene-rows').getByText('once more').first().waitFor();
    // Both at once: neither comes back.
    await teachers.evaluate(() => {
      for (const hide of document.querySelectorAll<HTMLElement>('button.hide')) hide.click();
    });
    await pupil.locator('.scene-rows').getByText('Hidden by the teacher.').first().waitFor();
    for (const text of ['hello', 'once more']) await expect.poll(() => pupil.locator('.scene-rows').getByText(text).count()).toBe(0);
    expect(await button(pupil, 'Hide').count()).toBe(0);
    // The page asks for the name only once.
    await pupil.reload();
    await heading(pupil, 'Group chat');
    expect(await pupil.getByLabel('your name').inputValue()).toBe('Ann');
  });

  it('is reset for all pages: the conditions of a first visit, no bots, and an empty log', async () => {
    const lab = await startClass();
    const url = addressOf(lab.port);
    const ports = new Set<string>();
    const teacher = await visit(browser, `${url}/#v=1&rtt=300&rate=0&token=${token}`, ports);
    const pupil = await visit(browser, url, ports);
    const sees = (chip: string) => pupil.locator('.wire .chips').getByText(chip, { exact: true }).waitFor();
    await sees('300 ms there and back');
    await lab.log.append([{ event: 'before', data: 1 }]);
    const { epoch } = lab.log.window;
    await button(teacher, 'Classroom').click();
    await button(teacher, 'Reset the lab for all').click();
    await sees('100 ms there and back');
    await eventually('a new log', () => lab.log.window.epoch !== epoch);
    await pupil.waitForFunction(
      (other) => [...globalThis.lab.lanes].every(({ stream }) => stream.state === 'open' && stream.cursor?.startsWith(`${other}-`) === false),
      epoch,
    );
    expect((await (await fetch(`${url}/stream/polling?after=earliest`)).text()).includes('"event":"before"')).toBe(false);
  });
});
