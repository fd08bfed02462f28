import { PeerError } from '../../../stream/problem.ts';

/** Uploads that may wait, each in its socket: none of its body has been read. */
const mostWaiting = 8;

/** Seconds after which a place may be free again. */
const retryAfter = 10;

/**
 * One thing at a time, because a second core is all that a small machine can give. Own reports go first; of uploads only a few may wait, and more are refused before
 * anything of theirs is kept.
 */
export class Lane {
  #busy = false;
  readonly #own: (() => void)[] = [];
  readonly #uploads: (() => void)[] = [];

  own<Value>(work: () => Promise<Value>): Promise<Value> {
    return this.#enter(this.#own, work);
  }

  /**
   * @param gone is aborted when whoever waits has gone: then nothing is done
   * @throws PeerError `unavailable` if too many wait
   */
  upload<Value>(work: () => Promise<Value>, gone: AbortSignal): Promise<Value> {
    if (this.#uploads.length >= mostWaiting) {
      const detail = `Expected at most ${mostWaiting} results that wait to be read; got one more. Send it again in ${retryAfter} seconds.`;
      // The rest of the body is not waited for.
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
        // Nobody comes in between this call and the turn that it gives.
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
