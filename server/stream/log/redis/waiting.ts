import type { StreamId } from './stored-entry.ts';

interface Waiter {
  readonly id: StreamId;
  readonly settle: (reached: boolean) => void;
}

/** Who waits for the window to have something that Redis has already. */
export class Waiting {
  readonly #waiters = new Set<Waiter>();

  /** @returns whether it came: `false` when the line to Redis was lost before */
  until(id: StreamId): Promise<boolean> {
    return new Promise((settle) => this.#waiters.add({ id, settle }));
  }

  /** Tells those whose entry is there. */
  settle(isThere: (id: StreamId) => boolean): void {
    for (const waiter of this.#waiters) if (isThere(waiter.id)) this.#end(waiter, true);
  }

  /** The line to Redis is lost: nobody knows when it comes. */
  giveUp(): void {
    for (const waiter of this.#waiters) this.#end(waiter, false);
  }

  #end(waiter: Waiter, reached: boolean): void {
    this.#waiters.delete(waiter);
    waiter.settle(reached);
  }
}
