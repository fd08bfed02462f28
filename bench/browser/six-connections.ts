import type { Browser, Page } from 'playwright-core';
import type { TransportName } from '../../server/stream/protocol.ts';
import { pathOf, rootOf } from '../arms/requests.ts';
import { monotonic } from '../processes/clock.ts';
import type { Stage } from '../stage/stage.ts';
import { SentRequests } from './sent-requests.ts';
import { StreamPage } from './stream-page.ts';

/** What happens when one tab opens more lines of one kind than Chromium's six per origin. */
export interface SixConnections {
  readonly open: number;
  /** Requested, not sent, and without any error. */
  readonly waiting: number;
  readonly errors: number;
  /** Connections that the server counted then; absent if it is not the lab. */
  readonly atServer?: number;
  /** Milliseconds that a fetch beside them waited; `stalled` if it was aborted then. */
  readonly fetch: { readonly milliseconds: number; readonly stalled: boolean };
  /** Milliseconds until a WebSocket beside them was open. */
  readonly websocket: number;
  /** Milliseconds from the end of one line until the next was sent. */
  readonly next: number;
}

/** Lines to open, and how many of them an origin may have (`net/socket/client_socket_pool_manager.cc`). */
export const lines = { opened: 8, limit: 6 };
/** Milliseconds after which a fetch counts as stalled; otherwise it takes about one. */
const stalled = 1_000;

declare global {
  /** Lines of the page: how to end each, and their errors. */
  var openedLines: { readonly end: (() => void)[]; errors: number };
}

/** Opens eight event streams, or long polls, in a tab of its own, and tries what else still works. */
export async function trySixConnections(
  stage: Stage,
  browser: Browser,
  kind: Extract<TransportName, 'sse' | 'long-polling'>,
): Promise<SixConnections> {
  const tab = await StreamPage.open(browser, rootOf(stage.direct));
  try {
    const sent = await SentRequests.start(tab.cdp, pathOf(stage.direct, `/stream/${kind}`));
    await tab.page.evaluate(openLines, [kind, lines.opened] as const);
    await sent.reach(lines.limit);
    const fetched = await tab.page.evaluate(tryFetch, stalled);
    const open = sent.count;
    const counters = await stage.server?.call('counters');
    const websocket = await tab.page.evaluate(timeWebSocket);
    const errors = await tab.page.evaluate(() => globalThis.openedLines.errors);
    const next = await endOne(tab.page, sent);
    return { open, waiting: lines.opened - open, errors, fetch: fetched, websocket, next, ...(counters && { atServer: counters.connections }) };
  } finally {
    await tab.close();
  }
}

async function endOne(page: Page, sent: SentRequests): Promise<number> {
  const before = sent.count;
  const began = monotonic();
  await page.evaluate(() => globalThis.openedLines.end[0]?.());
  await sent.reach(before + 1);
  return monotonic() - began;
}

async function openLines([kind, count]: readonly ['sse' | 'long-polling', number]): Promise<void> {
  const { cursor } = (await (await fetch('stream/polling', { cache: 'no-store' })).json()) as { cursor: string };
  const opened: (() => void)[] = [];
  globalThis.openedLines = { end: opened, errors: 0 };
  const fail = () => {
    globalThis.openedLines.errors += 1;
  };
  for (let line = 0; line < count; line += 1) {
    if (kind === 'sse') {
      const source = new EventSource('stream/sse');
      source.onerror = fail;
      opened.push(() => source.close());
    } else {
      const controller = new AbortController();
      fetch(`stream/long-polling?after=${cursor}&hold=55`, { cache: 'no-store', signal: controller.signal }).catch(
        () => controller.signal.aborted || fail(),
      );
      opened.push(() => controller.abort());
    }
  }
}

async function tryFetch(patience: number): Promise<SixConnections['fetch']> {
  const began = performance.now();
  const failed = await fetch('healthz', { cache: 'no-store', signal: AbortSignal.timeout(patience) }).then(
    () => false,
    () => true,
  );
  return { milliseconds: performance.now() - began, stalled: failed };
}

async function timeWebSocket(): Promise<number> {
  const began = performance.now();
  const socket = new WebSocket(new URL('stream/websocket', location.href.replace('http', 'ws')));
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  const took = performance.now() - began;
  socket.close();
  return took;
}
