/** Functions that run in the page and read its state. */
import type { CDPSession, Page } from 'playwright-core';
import type { NotificationStream } from '../../../client/stream/index.ts';

interface Frames {
  count: number;
  readonly since: number;
  last: number;
  longest: number;
}

declare global {
  /** What `countFrames` has counted. */
  var countedFrames: Frames;
}

/** The streams of the page, which it offers on its console as `lab`. */
type OpenPage = typeof globalThis & { readonly lab: { readonly lanes: ReadonlySet<{ readonly stream: NotificationStream }> } };

/** Runs in the page: counts its animation frames from now on. */
export function countFrames(): void {
  const since = performance.now();
  const frames: Frames = { count: 0, since, last: since, longest: 0 };
  globalThis.countedFrames = frames;
  const next = (at: number) => {
    frames.count += 1;
    frames.longest = Math.max(frames.longest, at - frames.last);
    frames.last = at;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}

/** Runs in the page: frames a second, and the longest time between two of them in milliseconds. */
export function framesSeen(): { each: number; longest: number } {
  const { count, since, longest } = globalThis.countedFrames;
  return { each: (1_000 * count) / (performance.now() - since), longest };
}

/** Runs in the page: whether this many lanes are open and have read up to the same place. */
export function abreast(lanes: number): boolean {
  const streams = [...(globalThis as OpenPage).lab.lanes].map(({ stream }) => stream);
  return streams.length === lanes && streams.every(({ state }) => state === 'open') && new Set(streams.map(({ cursor }) => cursor)).size === 1;
}

/** One second of the page's main thread. */
export interface Look {
  /** Share of the second in which it ran a task, as the browser accounts for it. */
  readonly share: number;
  /** Milliseconds that a message from outside took to the main thread and back, on average. */
  readonly took: number;
  /** Whether the page says that the browser is the bottleneck. */
  readonly chip: boolean;
}

/** Milliseconds between two messages. */
const pace = 50;

/** Sends messages to the main thread on absolute deadlines, whether or not it has answered the previous one. @param until of `performance.now()` */
async function sayWords(cdp: CDPSession, until: number): Promise<number> {
  const answers: Promise<number>[] = [];
  for (let due = performance.now() + pace; due < until; due += pace) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    answers.push(cdp.send('Runtime.evaluate', { expression: '0' }).then(() => performance.now() - due));
  }
  const took = await Promise.all(answers);
  return took.reduce((sum, one) => sum + one, 0) / took.length;
}

/** Watches the page continuously. @returns a function that watches until a time of `performance.now()` */
export async function startLooking(page: Page, cdp: CDPSession): Promise<(until: number) => Promise<Look>> {
  await cdp.send('Performance.enable');
  const read = async () => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? 0;
    return { at: of('Timestamp'), busy: of('TaskDuration') };
  };
  let before = await read();
  return async (until) => {
    const took = await sayWords(cdp, until);
    const now = await read();
    const share = (now.busy - before.busy) / (now.at - before.at);
    before = now;
    return { share, took, chip: (await page.locator('.wire .chips .chip.warn').count()) > 0 };
  };
}
