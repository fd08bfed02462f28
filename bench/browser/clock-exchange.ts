import { once } from 'node:events';
import type { Page } from 'playwright-core';
import { WebSocketServer } from 'ws';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import { monotonic } from '../processes/clock.ts';

/** How well a page's clock is known. */
export interface Exchange {
  /** Milliseconds to add to its `performance.now()` to get a time of `monotonic()`. */
  readonly offset: number;
  /** Milliseconds of error at most: half the shortest round trip, plus the resolution of the page's clock. */
  readonly bound: number;
}

/** Round trips; the shortest one counts. */
const attempts = 40;

/** Answers every message with the time of `monotonic()`, over a WebSocket of its own, which the lab's sockets do not count. */
export class TimeTeller {
  readonly #server = new WebSocketServer({ host: '127.0.0.1', port: 0 });

  static async listen(): Promise<TimeTeller> {
    const teller = new TimeTeller();
    teller.#server.on('connection', (socket) => socket.on('message', () => socket.send(String(monotonic()))));
    await once(teller.#server, 'listening');
    return teller;
  }

  /**
   * Asks the time repeatedly and keeps the fastest answer. It assumes equal delays in both directions, so the error is at most half of the round
   * trip.
   */
  exchange(page: Page): Promise<Exchange> {
    return page.evaluate(askTheTime, [`ws://127.0.0.1:${listeningPort(this.#server)}`, attempts] as const);
  }

  close(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }
}

/** Runs in the page. Its clock has steps of 0.1 ms, or 0.005 ms where the page is isolated from other origins. */
async function askTheTime([url, count]: readonly [string, number]): Promise<Exchange> {
  const socket = new WebSocket(url);
  await new Promise<unknown>((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error('The page cannot ask the time.'));
  });
  let best = { offset: 0, bound: Number.POSITIVE_INFINITY };
  for (let attempt = 0; attempt < count; attempt += 1) {
    const asked = performance.now();
    const told = await new Promise<number>((resolve) => {
      socket.onmessage = ({ data }) => resolve(Number(data));
      socket.send('?');
    });
    const now = performance.now();
    const bound = (now - asked) / 2 + (crossOriginIsolated ? 0.005 : 0.1);
    if (bound < best.bound) best = { offset: told - (asked + now) / 2, bound };
  }
  socket.close();
  return best;
}

/** Combines an exchange before and one after. The clock is taken to drift evenly in between, and the drift is part of the error. */
export const betweenExchanges = (before: Exchange, after: Exchange): Exchange => ({
  offset: (before.offset + after.offset) / 2,
  bound: Math.max(before.bound, after.bound) + Math.abs(after.offset - before.offset) / 2,
});
