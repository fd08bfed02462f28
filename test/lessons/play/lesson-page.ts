import type { Page } from 'playwright-core';
import { type Driver, lookPause } from '../../support/browsers/driver.ts';
import { eventually } from '../../support/eventually.ts';
import { patience } from '../../support/patience.ts';

/** The page of a lesson in any browser, with the actions that playing needs. */
export interface LessonPage {
  /** @param script the body of a function @returns what it returns, as JSON */
  run<Value>(script: string): Promise<Value>;
  /** Presses the element that a CSS selector names. */
  click(selector: string): Promise<void>;
  /** Puts another tab in front for this many milliseconds. */
  leave(milliseconds: number): Promise<void>;
}

const cannotLeave = async (): Promise<never> => {
  throw new Error('Expected a browser in which a program can put another tab in front of a page; this one has none. Play this lesson by hand.');
};

/** A page of Playwright, which cannot be hidden: Playwright tells each of its pages that it is visible. */
export const lessonPageOf = (page: Page): LessonPage => ({
  run: <Value>(script: string) => page.evaluate(`(() => { ${script} })()`) as Promise<Value>,
  click: (selector) => page.click(selector),
  leave: cannotLeave,
});

/** Opens a lesson. @param leaves whether the lesson hides the tab for a while */
export async function openLessonPage(driver: Driver, url: string, leaves: boolean): Promise<LessonPage> {
  const tab = leaves ? await driver.openLeavable(url) : undefined;
  if (tab) return { run: <Value>(script: string) => tab.run(script) as Promise<Value>, click: tab.click, leave: tab.leave };
  const handle = await driver.newWindow();
  await driver.navigate(handle, url);
  return {
    run: <Value>(script: string) => driver.run(handle, script) as Promise<Value>,
    click: (selector) => driver.click(handle, selector),
    leave: cannotLeave,
  };
}

/** Waits until a script returns true. An exception, which is normal while the page loads, counts as false. @throws Error with the text of the page */
export async function until(page: LessonPage, what: string, script: string, deadline = patience): Promise<void> {
  const look = `try { return (() => { ${script} })() === true; } catch { return false; }`;
  await eventually(what, () => page.run<boolean>(look).catch(() => false), deadline, lookPause).catch(async (error: Error) => {
    const says = await page.run<string>("return document.querySelector('.lesson')?.innerText ?? document.body.innerText;").catch(() => 'nothing');
    throw new Error(`${error.message} The page says: ${says.slice(0, 1_000)}`);
  });
}
