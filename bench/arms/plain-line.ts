import { connect, type Socket } from 'node:net';
import { messageOf } from '../../server/lab/processes/failure.ts';
import type { Target } from './arm.ts';
import type { Line, LineHandlers } from './line.ts';
import type { Meter } from './meter.ts';

/** One socket. All sockets of the process read into one buffer: thousands of them need no memory of their own while they wait. */
const shared = Buffer.allocUnsafeSlow(256 * 1024);

export class PlainLine implements Line {
  readonly #meter: Meter;
  readonly #socket: Socket;
  #counted = false;

  constructor(target: Target, meter: Meter, handlers: LineHandlers, closed: () => void) {
    this.#meter = meter;
    const read = (length: number) => {
      meter.received(length);
      try {
        handlers.received(this, shared.subarray(0, length));
      } catch (error) {
        meter.incident(messageOf(error));
        this.cut();
      }
      return true;
    };
    this.#socket = connect({ ...target, noDelay: true, onread: { buffer: shared, callback: read } });
    this.#socket.once('connect', () => {
      this.#counted = true;
      meter.connected();
      handlers.connected(this);
    });
    // What follows is a close, which says all that matters here.
    this.#socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (!this.#counted) meter.unconnected = code;
    });
    this.#socket.once('close', () => {
      if (this.#counted) meter.disconnected();
      closed();
    });
  }

  /** @param heads bytes of it that are HTTP head */
  send(bytes: string | Buffer, heads = 0): void {
    this.#meter.sent(bytes.length, heads);
    this.#socket.write(bytes, 'latin1');
  }

  /** Reads nothing more, until it is told otherwise. */
  pause(paused: boolean): void {
    if (paused) this.#socket.pause();
    else this.#socket.resume();
  }

  /** What is sent is counted at once, and an arm that rests waits for nothing: no protocol below it has a say of its own. */
  async settled(): Promise<void> {}

  cut(): void {
    this.#socket.resetAndDestroy();
  }
}
