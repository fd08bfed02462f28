import { once } from 'node:events';
import type { Page } from 'playwright-core';
import { WebSocketServer } from 'ws';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import { monotonic } from '../processes/clock.ts';

/** What a page's clock is worth. */
export interface Exchange {
  /** Milliseconds to be added to its `performance.now()` for a time of `monotonic()`. */
  readonly offset: number;
  /** Milliseconds by which that may be wrong: half the shortest round trip, and the steps in which the page's clock goes. */
  readonly bound: number;
}

/** Round trips of which the shortest counts. */
const attempts = 40;

/** Tells the time of `monotonic()` to whoever sends it anything, over a WebSocket of its own: the lab's sockets count none of it. */
export class TimeTeller {
  readonly #server = new WebSocketServer({ host: '127.0.0.1', port: 0 });

  static async listen(): Promise<TimeTeller> {
    const teller = new TimeTeller();
    teller.#server.on('connection', (socket) => socket.on('message', () => socket.send(String(monotonic()))));
    await once(teller.#server, 'listening');
    return teller;
  }

  /** Asks the time over and over, and keeps the answer that was fastest: it was on its way for as long in either direction, give or take half of it. */
  exchange(page: Page): Promise<Exchange> {
    return page.evaluate(askTheTime, [`ws://127.0.0.1:${listeningPort(this.#server)}`, attempts] as const);
  }

  close(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }
}

/** In the page. Its clock goes in steps of 0.1 ms, or of 0.005 where it is isolated from other origins. */
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

/** Two exchanges, before and after, as one: in between, the clock is taken to go evenly, and what it went wrong by is a part of the error. */
export const betweenExchanges = (before: Exchange, after: Exchange): Exchange => ({
  offset: (before.offset + after.offset) / 2,
  bound: Math.max(before.bound, after.bound) + Math.abs(after.offset - before.offset) / 2,
});
