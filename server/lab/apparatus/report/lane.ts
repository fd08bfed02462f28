import { PeerError } from '../../../stream/problem.ts';

/** The most uploads that wait. Their bodies stay unread in the socket. */
const mostWaiting = 8;

/** Seconds after which a refused client may try again. */
const retryAfter = 10;

/**
 * Runs one job at a time, because a small machine has only a second core to spare. The lab's own reports go first; only a few uploads may wait, and more are refused before
 * any of their bytes are kept.
 */
export class Lane {
  #busy = false;
  readonly #own: (() => void)[] = [];
  readonly #uploads: (() => void)[] = [];

  own<Value>(work: () => Promise<Value>): Promise<Value> {
    return this.#enter(this.#own, work);
  }

  /**
   * @param gone aborted when the client has gone; then the job is skipped
   * @throws PeerError `unavailable` if too many wait
   */
  upload<Value>(work: () => Promise<Value>, gone: AbortSignal): Promise<Value> {
    if (this.#uploads.length >= mostWaiting) {
      const detail = `Expected at most ${mostWaiting} results that wait to be read; got one more. Send it again in ${retryAfter} seconds.`;
      // Close the connection instead of waiting for the rest of the body.
      throw new PeerError('unavailable', detail, { 'Retry-After': String(retryAfter), Connection: 'close' });
    }
    return this.#enter(this.#uploads, work, gone);
  }

  async #enter<Value>(queue: (() => void)[], work: () => Promise<Value>, gone?: AbortSignal): Promise<Value> {
    if (this.#busy) await this.#turn(queue, gone);
    this.#busy = true;
    try {
      return await work();
    } finally {
      this.#busy = false;
      (this.#own.shift() ?? this.#uploads.shift())?.();
    }
  }

  #turn(queue: (() => void)[], gone?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = () => {
        // Busy at once, so that no other job can start before this one.
        this.#busy = true;
        resolve();
      };
      queue.push(start);
      gone?.addEventListener('abort', () => {
        const place = queue.indexOf(start);
        if (place >= 0) queue.splice(place, 1);
        reject(new PeerError('bad-request', 'Expected somebody who waits for the answer; the connection is gone. Send it again.'));
      });
    });
  }
}
