import { beforeAll, expect, it } from 'vitest';
import { sceneNames } from '../../server/lab/door-paths.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { type Driver, launchTimeout } from '../support/browsers/driver.ts';
import { labOfAll } from '../support/start-lab.ts';
import { type DrivenPage, drivenPage } from './driven-page.ts';

/** How a test plays a scene: scripts that may use `type` and `press`, and a pattern that finds how much a pane has seen. */
interface Playing {
  /** Run once, at the start, one after the other. */
  readonly begin?: readonly string[];
  /** The scene goes on by itself after the first `act`. */
  readonly goes?: boolean;
  /** Makes each pane see more. */
  readonly act: string;
  readonly seen: RegExp;
  /** Ends what would otherwise go on during the next scenes. */
  readonly end?: string;
}

const tools = `
  const type = (label, value) => {
    const field = [...document.querySelectorAll('.scene input')].find((one) => one.name === label || one.ariaLabel === label);
    field.value = value;
    for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));
  };
  const press = (name) => [...document.querySelectorAll('.scene-controls button')].find(({ textContent }) => textContent === name).click();
`;

const playings: Readonly<Record<(typeof sceneNames)[number], Playing>> = {
  // A start sends at most 200 mails. They must last until a busy machine has finished the scene.
  mail: { begin: [`type('seconds between mails', '0.5');`], act: `press('Start');`, goes: true, seen: /unread of (\d+)/, end: `press('Stop');` },
  chat: {
    begin: [`type('who', 'Ada');`, `press('Join');`, `type('say', '<b>hello</b>');`],
    act: `type('say', '<b>hello</b>'); press('Send');`,
    seen: /<b>hello<\/b>/g,
  },
  drone: { act: `press('Take off');`, seen: /(\d+) states?/, end: `press('Land');` },
  echo: { act: `press('Send');`, seen: /(\d+) echo/ },
  hub: { begin: [`press('Connect');`, `press('Subscribe');`], act: `press('Publish');`, seen: /hears news: (\d+)/ },
  push: {
    act: `const event = /event=(push\\.\\w+)/.exec(document.querySelector('.push-lines').textContent)[1];
      fetch('../push', { method: 'POST', body: new URLSearchParams({ text: '<b>hello</b>', event }) });`,
    seen: /(\d+) so far/,
  },
  pull: {
    begin: [`type('updates per second', '20');`, `type('users', '2');`],
    act: `press('Run it');`,
    seen: /(\d+) updates/,
    end: `press('Send the bots away');`,
  },
};

/** A script that sets `seen` to a number for each pane: how much it has seen. */
const seenBy = ({ seen }: Playing): string => `const seen = [...document.querySelectorAll('.pane')].map(({ textContent }) => {
    const found = textContent.match(${seen});
    return found === null ? 0 : ${seen.global ? 'found.length' : 'Number(found[1])'};
  });`;

const ready = (lanes: number) =>
  `const all = [...window.lab.lanes]; return all.length === ${lanes} && all.every(({ stream }) => stream.state === 'open');`;
const race = '#v=1&mode=race&rate=0&poll=200&rtt=0';
const ledgers = 'return [...window.lab.lanes].map(({ stream: { ledger } }) => ledger);';

async function begin(page: DrivenPage, steps: readonly string[] = []): Promise<void> {
  // Waits until each step has been drawn before the next one.
  for (const step of steps) await page.until(`${step} to be possible`, `if (!window.lab) return false; ${tools} ${step} return true;`);
}

async function moves(page: DrivenPage, playing: Playing, what: string): Promise<void> {
  const before = await counted(page, playing);
  await page.run(`${tools} ${playing.act}`);
  await page.until(
    what,
    `${seenBy(playing)} return seen.length === ${before.length} && seen.every((now, index) => now > ${JSON.stringify(before)}[index]);`,
  );
}

/** Waits until this many panes have each seen as much as the most in `before`. */
async function keeps(page: DrivenPage, playing: Playing, lanes: number, before: readonly number[]): Promise<void> {
  await page.until(
    `${lanes} panes to have seen as much as before: ${before}`,
    `${seenBy(playing)} return seen.length === ${lanes} && Math.min(...seen) >= ${Math.max(...before)};`,
  );
}

const counted = (page: DrivenPage, playing: Playing) => page.run<number[]>(`${seenBy(playing)} return seen;`);

async function expectWhole(page: DrivenPage): Promise<void> {
  for (const ledger of await page.run<object[]>(ledgers)) expect(ledger).toMatchObject({ missing: 0, doubled: 0, reordered: 0, gaps: 0 });
  expect(await page.run(`return document.querySelectorAll('.pane b').length;`)).toBe(0);
}

/** Opens the scene by its link, as visitors do. A document of its own for each scene would cost more than playing it. */
const goTo = (scene: string): string => `
  if (document.querySelector('.scene-list [aria-current="page"]')?.pathname === '/try/${scene}') return true;
  [...document.querySelectorAll('a')].find(({ pathname }) => pathname === '/try/${scene}')?.click();
  return false;
`;

/** One stream keeps what the four lanes had, goes on over each transport, and the four lanes then have what it had. */
async function follow(page: DrivenPage, playing: Playing, scene: string): Promise<void> {
  const raced = await counted(page, playing);
  await page.run(`location.hash = '#v=1&mode=one&transport=polling&poll=200&rtt=0';`);
  await page.until('one stream', ready(1));
  await keeps(page, playing, 1, raced);
  for (const transport of transportNames) {
    await page.run(`document.querySelector('[type="radio"][value="${transport}"]').click();`);
    await page.until(transport, `const { stream } = window.lab; return stream.transport === '${transport}' && stream.state === 'open';`);
    await moves(page, { ...playing, act: playing.goes ? '' : playing.act }, `${scene} to go on over ${transport}`);
  }
  await expectWhole(page);
  const followed = await counted(page, playing);
  await page.run(`location.hash = '${race}';`);
  await page.until('four lanes again', ready(4));
  await keeps(page, playing, 4, followed);
}

/** Opens the scene in a page that may show another one, and races it. */
async function raceIn(page: DrivenPage, scene: (typeof sceneNames)[number]): Promise<void> {
  const playing = playings[scene];
  await page.run(`location.hash = '${race}';`);
  await page.until(`the scene ${scene}`, goTo(scene));
  await page.until('four lanes', ready(4));
  await page.until(`four panes of ${scene}`, `return document.querySelectorAll('.pane').length === 4;`);
  await begin(page, playing.begin);
  await moves(page, playing, `four panes of ${scene} to go on`);
  await expectWhole(page);
}

const end = (page: DrivenPage, scene: (typeof sceneNames)[number]) => page.run(`${tools} ${playings[scene].end ?? ''}`);

/** Races every scene on four transports, then follows it on one stream across switches, in one document. @param driver may be called once the tests run */
export function scenesIn(driver: () => Driver): void {
  let page: DrivenPage;
  const lab = labOfAll({ weather: true, rtt: 0 });
  beforeAll(async () => {
    const handle = await driver().newWindow();
    await driver().navigate(handle, `${lab().url}/try${race}`);
    page = drivenPage(driver(), handle);
  }, launchTimeout);

  it.each(sceneNames)('%s runs on four transports, and then one stream keeps its state across all four', async (scene) => {
    await raceIn(page, scene);
    await follow(page, playings[scene], scene);
    await end(page, scene);
  });
}
