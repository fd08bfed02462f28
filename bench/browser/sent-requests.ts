import type { CDPSession } from 'playwright-core';
import { Change } from './change.ts';

/** Milliseconds that a request may take to go out where nothing is in its way. */
const patience = 5_000;

/** Counts the requests of one path that have a connection and have gone out, among those that a page has made. */
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
    // Told when the head is written, and so not before there is a connection; sometimes it overtakes the other.
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

  /** Resolves once so many have gone out. */
  async reach(count: number): Promise<void> {
    const there = await this.#change.until(() => (this.count >= count ? true : undefined), patience);
    if (!there) throw new Error(`Expected ${count} requests to go out within ${patience / 1_000} s; ${this.count} did.`);
  }
}
