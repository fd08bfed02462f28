import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { LooseContext } from '../../../bench/browser/loose-tab.ts';
import type { Driver, LeavableTab } from './driver.ts';

/** Chromium controlled by Playwright. All windows share one browser context, and so its connections. @param own it ends with the driver */
export const driveChromium = async (browser: Browser, own = true): Promise<Driver> =>
  new Chromium(browser, own, await browser.newContext({ reducedMotion: 'reduce' }));

class Chromium implements Driver {
  readonly version: string;
  readonly #browser: Browser;
  readonly #own: boolean;
  readonly #context: BrowserContext;
  readonly #loose: LooseContext[] = [];
  readonly #pages = new Map<string, Page>();
  readonly #complaints: string[] = [];

  constructor(browser: Browser, own: boolean, context: BrowserContext) {
    this.version = `Chromium ${browser.version()}`;
    this.#browser = browser;
    this.#own = own;
    this.#context = context;
    context.on('console', (message) => message.type() === 'error' && this.#complaints.push(message.text()));
    context.on('weberror', (error) => this.#complaints.push(String(error.error())));
  }

  async newWindow(): Promise<string> {
    const handle = String(this.#pages.size);
    this.#pages.set(handle, await this.#context.newPage());
    return handle;
  }

  /** Playwright tells each of its own pages that it is visible. */
  async showHidden(url: string): Promise<void> {
    const context = await this.#openLoose();
    await context.tab('about:blank', false);
    await context.tab(url, true);
  }

  /** It is controlled through DevTools only, so a press is an event of the page and not a user action. */
  async openLeavable(url: string): Promise<LeavableTab> {
    const context = await this.#openLoose();
    const tab = await context.tab(url, false);
    const other = await context.tab('about:blank', true);
    return {
      run: (script) => tab.run(`(() => { ${script} })()`),
      click: async (selector) => void (await tab.run(`document.querySelector(${JSON.stringify(selector)}).click()`)),
      async leave(milliseconds) {
        await context.show(other);
        await pause(milliseconds);
        await context.show(tab);
      },
    };
  }

  async navigate(handle: string, url: string): Promise<void> {
    await this.#page(handle).goto(url);
  }

  /** Sent as an expression, because a page's policy may forbid making functions from text. */
  run(handle: string, script: string): Promise<unknown> {
    return this.#page(handle).evaluate(`(() => { ${script} })()`);
  }

  click(handle: string, selector: string): Promise<void> {
    return this.#page(handle).click(selector);
  }

  async complaints(): Promise<readonly string[]> {
    return this.#complaints;
  }

  async close(): Promise<void> {
    if (this.#own) return this.#browser.close();
    await Promise.all([this.#context.close(), ...this.#loose.map((context) => context.close())]);
  }

  async #openLoose(): Promise<LooseContext> {
    const context = await LooseContext.open(this.#browser);
    this.#loose.push(context);
    return context;
  }

  #page(handle: string): Page {
    const page = this.#pages.get(handle);
    if (!page) throw new Error(`Expected the handle of a window; got ${handle}.`);
    return page;
  }
}
