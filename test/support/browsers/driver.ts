import { patience } from '../patience.ts';

/**
 * A real browser under remote control, with only what tests need. Its pages see a preference for less motion. Pages that respect it draw once a
 * second; without a graphics card, sixty pictures a second would take more than a core.
 */
export interface Driver {
  /** Name and version, as the browser reports them. */
  readonly version: string;
  /** @returns the handle of a window that is visible: a tab in the background is hidden, and its timers run once a second */
  newWindow(): Promise<string>;
  /** Shows a document in a tab of its own, and another tab in front of it, so that it is hidden. */
  showHidden(url: string): Promise<void>;
  /** Shows a document in a tab that can be hidden and shown again; `undefined` if the driver cannot do that. */
  openLeavable(url: string): Promise<LeavableTab | undefined>;
  /** Resolves once the document has loaded. */
  navigate(handle: string, url: string): Promise<void>;
  /**
   * Runs the body of a function in a window's page.
   * @param deadline milliseconds after which it rejects. WebKitGTK loses about one answer in a thousand; a caller that can repeat its script passes
   * one
   * @returns what it returns, as JSON
   */
  run(handle: string, script: string, deadline?: number): Promise<unknown>;
  /** Presses the element of a CSS selector; the browser counts it as a user action. */
  click(handle: string, selector: string): Promise<void>;
  /** Errors in its pages so far, from its console: exceptions, failed requests, violations of a content security policy. */
  complaints(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A tab that can be hidden for a while. */
export interface LeavableTab {
  /** As `run` of a driver. */
  run(script: string): Promise<unknown>;
  /** Presses the element that a CSS selector names. */
  click(selector: string): Promise<void>;
  /** Puts another tab in front for this many milliseconds. */
  leave(milliseconds: number): Promise<void>;
}

/** Milliseconds for a browser to start: a second or two, and up to a minute on a busy machine. */
export const startPatience = 180_000;

/** Milliseconds for a test that waits for a start: longer, so that the start's own error comes first. */
export const launchTimeout = startPatience + 30_000;

/** Milliseconds for a document to load, which normally takes some hundredths of a second. */
export const documentPatience = 90_000;

/** Milliseconds for the answer to a repeatable question; a page normally answers in some milliseconds. */
export const lookPatience = 10_000;

/** Milliseconds between two looks at a page, at most: each is a request to a driver and a script in the browser. */
export const lookPause = 150;

/** WebDriver's limits in milliseconds: a script may wait as long as a test. */
export const timeouts = { script: 2 * patience, pageLoad: 300_000 };

/** WebDriver commands go to the window that was switched to last, so only one task runs at a time. */
export class Queue {
  #last: Promise<unknown> = Promise.resolve();

  add<Value>(task: () => Promise<Value>): Promise<Value> {
    const next = this.#last.then(task, task);
    this.#last = next.catch(() => {});
    return next;
  }
}
