import { connect, type Socket } from 'node:net';
import type { Target } from '../arms/arm.ts';

/** Sockets that are opened at a time: a server's queue of connections that it has not accepted yet holds 511. */
const openAtOnce = 100;

/** All sockets read into one buffer: thousands of them need none of their own. */
export const shared = Buffer.allocUnsafeSlow(256 * 1024);

/** Raw clients of one kind, as cheap as they can be: they count what they are there to count, and parse as little as they can. */
export abstract class Crowd {
  /** Deliveries, or answers, since it was opened. */
  count = 0;
  bytes = 0;
  protected sockets: Socket[] = [];
  #goal = Number.POSITIVE_INFINITY;
  #reached: () => void = () => {};

  /** @param wait milliseconds at most @returns whether the count was as high by then */
  until(count: number, wait: number): Promise<boolean> {
    if (this.count >= count) return Promise.resolve(true);
    this.#goal = count;
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(false), wait);
      this.#reached = () => {
        clearTimeout(late);
        resolve(true);
      };
    });
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.sockets = [];
  }

  /** One group after the other. @param open is given another number for each of a hundred */
  protected async openAll(count: number, open: (number: number) => Promise<void>): Promise<void> {
    for (let left = count; left > 0; left -= openAtOnce) {
      await Promise.all(Array.from({ length: Math.min(openAtOnce, left) }, (_, number) => open(number)));
    }
  }

  /** @param read is told how many bytes of `shared` have come; true goes on reading */
  protected connect(target: Target, read: (length: number) => boolean, connected: () => void): Socket {
    const socket = connect({ ...target, noDelay: true, onread: { buffer: shared, callback: read } }, connected);
    this.sockets.push(socket);
    return socket;
  }

  /** To be called when the count has grown, once for all that came with a chunk. */
  protected counted(): void {
    if (this.count < this.#goal) return;
    this.#goal = Number.POSITIVE_INFINITY;
    this.#reached();
  }
}
