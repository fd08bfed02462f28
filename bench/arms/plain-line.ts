import { connect, type Socket } from 'node:net';
import { messageOf } from '../../server/lab/processes/failure.ts';
import type { Target } from './arm.ts';
import type { Line, LineHandlers } from './line.ts';
import type { Meter } from './meter.ts';

/** One socket. All sockets of the process read into one buffer, so thousands of them need no memory while they wait. */
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
    // A close follows every error and is all that matters here.
    this.#socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (!this.#counted) meter.unconnected = code;
    });
    this.#socket.once('close', () => {
      if (this.#counted) meter.disconnected();
      closed();
    });
  }

  /** @param heads how many of the bytes are HTTP head */
  send(bytes: string | Buffer, heads = 0): void {
    this.#meter.sent(bytes.length, heads);
    this.#socket.write(bytes, 'latin1');
  }

  /** Stops or resumes reading. */
  pause(paused: boolean): void {
    if (paused) this.#socket.pause();
    else this.#socket.resume();
  }

  /** Bytes are counted when they are sent, and no protocol below sends its own. So an arm at rest has nothing to wait for. */
  async settled(): Promise<void> {}

  cut(): void {
    this.#socket.resetAndDestroy();
  }
}
