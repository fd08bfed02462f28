import type { Socket } from 'node:net';

/** A poll that waits on its connection. */
export interface WaitingPoll {
  /** Its hold has ended. */
  answer(): void;
  /** Its client has gone. */
  leave(): void;
}

const polling = Symbol('polling');

interface PolledSocket extends Socket {
  [polling]?: PollingConnection;
}

/**
 * What the held polls of one connection share. There is one at a time, because a client sends the next one after the answer to the last. A timer and a listener for each poll
 * were a tenth of its cost.
 */
export class PollingConnection {
  #poll: WaitingPoll | undefined;
  /** Seconds. */
  #hold = 0;
  #timer: NodeJS.Timeout | undefined;

  private constructor(socket: PolledSocket) {
    socket[polling] = this;
    socket.once('close', () => {
      clearTimeout(this.#timer);
      this.#poll?.leave();
    });
  }

  static of(socket: PolledSocket): PollingConnection {
    return socket[polling] ?? new PollingConnection(socket);
  }

  /** @param seconds until the poll is answered in any case */
  hold(poll: WaitingPoll, seconds: number): void {
    // Something else has answered the one before.
    this.#poll?.leave();
    this.#poll = poll;
    if (this.#timer && seconds === this.#hold) {
      this.#timer.refresh();
      return;
    }
    clearTimeout(this.#timer);
    this.#hold = seconds;
    // The connection keeps the process running while a poll waits. The timer goes on after its answer, and must not.
    this.#timer = setTimeout(() => this.#poll?.answer(), seconds * 1_000).unref();
  }

  /** This poll was answered, or has left. */
  release(poll: WaitingPoll): void {
    if (this.#poll === poll) this.#poll = undefined;
  }
}
