import type { StreamId } from './stored-entry.ts';

interface Waiter {
  readonly id: StreamId;
  readonly settle: (reached: boolean) => void;
}

/** Promises that wait until the window has an entry which Redis has already. */
export class Waiting {
  readonly #waiters = new Set<Waiter>();

  /** @returns whether the entry came; `false` if the connection to Redis broke before */
  until(id: StreamId): Promise<boolean> {
    return new Promise((settle) => this.#waiters.add({ id, settle }));
  }

  /** Resolves those whose entry has come. */
  settle(isThere: (id: StreamId) => boolean): void {
    for (const waiter of this.#waiters) if (isThere(waiter.id)) this.#end(waiter, true);
  }

  /** Resolves all with `false`: the connection to Redis broke. */
  giveUp(): void {
    for (const waiter of this.#waiters) this.#end(waiter, false);
  }

  #end(waiter: Waiter, reached: boolean): void {
    this.#waiters.delete(waiter);
    waiter.settle(reached);
  }
}
