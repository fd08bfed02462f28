import type { Browser, CDPSession, Page } from 'playwright-core';
import type { Ledger, NotificationStream, openStream, StreamOptions } from '../../client/stream/index.ts';
import type { Json } from '../../server/stream/protocol.ts';
import { dueOf } from '../arms/message.ts';

/** A notification as it came to the page's listener. */
export interface Arrival {
  /** Milliseconds of the page's `performance.now()`, read first in the listener. */
  readonly now: number;
  readonly id: string;
  /** When it was due, a time of `monotonic()`. */
  readonly scheduled: number;
  /** Bytes of its JSON. */
  readonly length: number;
}

type Seen = [now: number, detail: { readonly id: string; readonly data: Json }];

declare global {
  /** State that the bench keeps in the page. */
  var follower: { readonly stream: NotificationStream; seen: Seen[]; changed: () => void };
  var TransportLab: { openStream: typeof openStream };
}

type PlainOptions = Pick<StreamOptions, 'transport' | 'interval' | 'hold'>;

/** A tab of the lab's origin that holds only the client library, in a context with connections of its own. */
export class StreamPage {
  readonly page: Page;
  readonly cdp: CDPSession;

  private constructor(page: Page, cdp: CDPSession) {
    this.page = page;
    this.cdp = cdp;
  }

  /** It uses no Playwright route: a route changes the requests that the browser sends. @param root of the lab, without a slash behind */
  static async open(browser: Browser, root: string): Promise<StreamPage> {
    // The lab's content security policy would forbid the WebSocket of the time server.
    const context = await browser.newContext({ bypassCSP: true });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(`${root}/healthz`);
    await page.addScriptTag({ url: `${root}/sdk.global.js` });
    return new StreamPage(page, await context.newCDPSession(page));
  }

  /** Resolves once the server has sent its hello. @returns the cursor at which reading starts */
  follow(options: PlainOptions): Promise<string> {
    return this.page.evaluate(followInPage, options);
  }

  /** @param patience milliseconds @returns whether this notification has come by then */
  reach(id: string, patience: number): Promise<boolean> {
    return this.page.evaluate(reachInPage, [id, patience] as const);
  }

  /** The notifications since the last call, which the page then forgets. */
  async take(): Promise<Arrival[]> {
    const arrivals = await this.page.evaluate(takeInPage);
    return arrivals.map(({ t, ...arrival }) => ({ ...arrival, scheduled: dueOf(t) ?? Number.NaN }));
  }

  /** The library's own ledger, and its cursor. */
  books(): Promise<{ ledger: Ledger; cursor: string }> {
    return this.page.evaluate(() => ({ ledger: follower.stream.ledger, cursor: follower.stream.cursor ?? '' }));
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}

function followInPage(options: PlainOptions): Promise<string> {
  const stream = TransportLab.openStream('./', options);
  globalThis.follower = { stream, seen: [], changed: () => {} };
  stream.addEventListener('notification', ({ detail }) => {
    follower.seen.push([performance.now(), detail]);
    follower.changed();
  });
  return new Promise((resolve, reject) => {
    stream.addEventListener('hello', ({ detail }) => resolve(detail.cursor), { once: true });
    stream.addEventListener('error', ({ detail }) => reject(new Error(detail.message)), { once: true });
  });
}

function reachInPage([id, patience]: readonly [string, number]): Promise<boolean> {
  const there = () => follower.seen.at(-1)?.[1].id === id;
  if (there()) return Promise.resolve(true);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(there()), patience);
    follower.changed = () => {
      if (!there()) return;
      clearTimeout(timer);
      resolve(true);
    };
  });
}

function takeInPage() {
  const { seen } = follower;
  follower.seen = [];
  const bytes = new TextEncoder();
  return seen.map(([now, detail]) => ({
    now,
    id: detail.id,
    t: (detail.data as { t: number }).t,
    length: bytes.encode(JSON.stringify(detail)).length,
  }));
}
