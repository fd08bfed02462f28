import type { CDPSession } from 'playwright-core';
import { Change } from './change.ts';

/** Milliseconds until a request that nothing blocks has been sent. */
const patience = 5_000;

/** Counts the requests of one path that a page has made and that were sent over a connection. */
export class SentRequests {
  readonly #made = new Set<string>();
  readonly #sent = new Set<string>();
  readonly #change = new Change();

  static async start(cdp: CDPSession, path: string): Promise<SentRequests> {
    const requests = new SentRequests();
    cdp.on('Network.requestWillBeSent', ({ requestId, request }) => {
      if (new URL(request.url).pathname !== path) return;
      requests.#made.add(requestId);
      requests.#change.happened();
    });
    // Reported when the head is written, so there is a connection. Sometimes it comes before the other event.
    cdp.on('Network.requestWillBeSentExtraInfo', ({ requestId }) => {
      requests.#sent.add(requestId);
      requests.#change.happened();
    });
    await cdp.send('Network.enable');
    return requests;
  }

  get count(): number {
    return [...this.#made].filter((id) => this.#sent.has(id)).length;
  }

  /** Resolves once this many have been sent. */
  async reach(count: number): Promise<void> {
    const there = await this.#change.until(() => (this.count >= count ? true : undefined), patience);
    if (!there) throw new Error(`Expected ${count} requests to go out within ${patience / 1_000} s; ${this.count} did.`);
  }
}
