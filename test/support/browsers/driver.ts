import { patience } from '../patience.ts';

/**
 * A real browser under remote control, as little of it as a test needs. Its pages are told that the visitor wants less motion: those that heed it draw once a second, and without a graphics
 * card sixty pictures take more than a core.
 */
export interface Driver {
  /** Name and version, as the browser says them. */
  readonly version: string;
  /** @returns the handle of a window that is visible: a tab in the background is hidden, and its timers run once a second */
  newWindow(): Promise<string>;
  /** Shows a document in a tab of its own, and another tab in front of it: nobody sees it, and the browser knows. */
  showHidden(url: string): Promise<void>;
  /** Shows a document in a tab that can be left for another one and come back to; `undefined` where no program can do that. */
  openLeavable(url: string): Promise<LeavableTab | undefined>;
  /** Resolves once the document is there. */
  navigate(handle: string, url: string): Promise<void>;
  /**
   * Runs the body of a function in a window's page.
   * @param deadline milliseconds after which it rejects. WebKitGTK loses an answer in some thousand: whoever may ask once more gives one
   * @returns what it returns, as JSON
   */
  run(handle: string, script: string, deadline?: number): Promise<unknown>;
  /** Presses the element that a CSS selector names, as a visitor would: the browser counts it as an act of the user. */
  click(handle: string, selector: string): Promise<void>;
  /** What went wrong in its pages so far, as its console tells it: exceptions, failed requests, violations of a content security policy. */
  complaints(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A tab that is not seen at times. */
export interface LeavableTab {
  /** As `run` of a driver. */
  run(script: string): Promise<unknown>;
  /** Presses the element that a CSS selector names. */
  click(selector: string): Promise<void>;
  /** Another tab is in front for so many milliseconds. */
  leave(milliseconds: number): Promise<void>;
}

/** Milliseconds for a browser to start: a second or two, and a minute on a machine that has many other things to do. */
export const startPatience = 180_000;

/** Milliseconds for whoever waits for a start, so that it is told why there was none. */
export const launchTimeout = startPatience + 30_000;

/** Milliseconds for a document to come: some hundredths. */
export const documentPatience = 90_000;

/** Milliseconds for the answer to a question that is asked again where none comes: a page answers in some thousandths. */
export const lookPatience = 10_000;

/** What WebDriver gives a script, which may wait for as long as a test does, and a page, in milliseconds. */
export const timeouts = { script: 2 * patience, pageLoad: 300_000 };

/** Commands of WebDriver go to the window that was switched to last: one task at a time, or they would meet in the wrong one. */
export class Queue {
  #last: Promise<unknown> = Promise.resolve();

  add<Value>(task: () => Promise<Value>): Promise<Value> {
    const next = this.#last.then(task, task);
    this.#last = next.catch(() => {});
    return next;
  }
}
