import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { patience } from '../support/patience.ts';
import { within } from '../support/within.ts';
import { blankPage } from './blank-page.ts';

export interface TabOptions extends BrowserContextOptions {
  /** Draws as many frames as a display shows, for tests of frames. By default pictures are drawn once a second, as with reduced motion: drawing all frames takes a core, and tests nothing more. */
  readonly everyFrame?: boolean;
  /** The test changes something in the tab that nothing undoes: scripts, clocks, media, sessions. By default the next test gets the tab, emptied, because opening a tab takes a third of the processor time of the page in it. */
  readonly changed?: boolean;
}

/** Milliseconds between two checks of a wait. Playwright checks with each frame, which would keep Chromium drawing sixty a second. */
const polling = 50;

function lookSometimes(page: Page): void {
  const look = page.waitForFunction.bind(page) as (act: unknown, given: unknown, options: object) => unknown;
  page.waitForFunction = ((act: unknown, given: unknown, options?: object) => look(act, given, { polling, ...options })) as Page['waitForFunction'];
}

/** Milliseconds until an empty document must have replaced the lab's. */
const leaving = 5_000;

/** The events for which tests add listeners. */
const heard = ['console', 'dialog', 'download', 'pageerror', 'popup', 'request', 'requestfailed', 'response', 'websocket'];

/** A tab that no test uses at present. */
interface FreeTab {
  readonly browser: Browser;
  /** The options that it was opened with. */
  readonly kind: string;
  readonly page: Page;
}

/** The tab that was used last is the last. */
const free: FreeTab[] = [];

/** Each keeps a process of the browser. */
const mostFree = 8;

/** Of all options but the size of the window, which a tab can change. */
const kindOf = ({ viewport: _, ...others }: BrowserContextOptions): string => JSON.stringify(others);

/** Playwright's default. */
const usualSize = { width: 1_280, height: 720 };

async function takeFree(browser: Browser, options: BrowserContextOptions): Promise<Page | undefined> {
  const index = free.findLastIndex((tab) => tab.browser === browser && tab.kind === kindOf(options) && !tab.page.isClosed());
  const page = free.splice(index, index < 0 ? 0 : 1)[0]?.page;
  await page?.setViewportSize(options.viewport ?? usualSize);
  return page;
}

async function giveBack(browser: Browser, options: BrowserContextOptions, page: Page): Promise<void> {
  free.push({ browser, kind: kindOf(options), page });
  if (free.length > mostFree) await free.shift()?.page.close();
}

async function newTab(browser: Browser, everyFrame: boolean, options: BrowserContextOptions): Promise<Page> {
  const page = await browser.newPage({ ...(!everyFrame && { reducedMotion: 'reduce' }), ...options });
  page.setDefaultTimeout(patience);
  lookSometimes(page);
  return page;
}

/** Makes a tab as empty as a new one. @throws Error if its document does not answer, or has no storage */
async function empty(page: Page): Promise<void> {
  for (const event of heard) page.removeAllListeners(event);
  const clear = () => {
    localStorage.clear();
    sessionStorage.clear();
  };
  await within('a document to clear its storage', page.evaluate(clear), leaving);
  await page.goto(await blankPage(), { timeout: leaving });
  const context = page.context();
  await context.clearCookies();
  for (const other of context.pages()) if (other !== page) await other.close();
}

/** A tab with cookies and storage of its own, until the test is over. */
export async function openTab(
  browser: Browser,
  { everyFrame = false, changed = false, ...options }: TabOptions = {},
): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const mayStay = !everyFrame && !changed;
  const page = (mayStay && (await takeFree(browser, options))) || (await newTab(browser, everyFrame, options));
  onTestFinished(async () => {
    const emptied =
      mayStay &&
      !page.isClosed() &&
      (await empty(page).then(
        () => true,
        () => false,
      ));
    if (!emptied) return page.close();
    await giveBack(browser, options, page);
  });
  const complaints: string[] = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('requestfailed', (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`));
  page.on('response', (response) => response.status() >= 400 && complaints.push(`${response.url()}: ${response.status()}`));
  return { page, complaints };
}

/** One tab for all tests of a `describe`, which share its document. @returns the tab; it may be called once the tests run */
export function tabOfAll(browser: () => Browser, options: BrowserContextOptions = {}): () => Page {
  let page: Page | undefined;
  beforeAll(async () => {
    page = (await takeFree(browser(), options)) ?? (await newTab(browser(), false, options));
  });
  afterAll(() => page?.close());
  return () => {
    if (!page) throw new Error('The tab of all tests is opened before the first of them.');
    return page;
  };
}
