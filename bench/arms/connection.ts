import { connect, type Socket } from 'node:net';
import { messageOf } from '../../server/lab/processes/failure.ts';
import type { ClientOptions, Target } from './arm.ts';
import type { Meter } from './meter.ts';

/** What an arm does with its line. */
export interface LineHandlers {
  connected(line: Line): void;
  /** @param chunk is overwritten by the next one */
  received(line: Line, chunk: Buffer): void;
  /** It went without our doing; `Reconnecting` opens the next one by itself. */
  lost?(): void;
}

/** One socket. All sockets of the process read into one buffer: thousands of them need no memory of their own while they wait. */
const shared = Buffer.allocUnsafeSlow(256 * 1024);

export class Line {
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

  cut(): void {
    this.#socket.resetAndDestroy();
  }
}

/** A line that is opened anew whenever it is lost. */
export class Reconnecting {
  readonly #target: Target;
  readonly #options: ClientOptions;
  readonly #meter: Meter;
  readonly #handlers: LineHandlers;
  #line: Line;
  #attempt = 0;
  #waiting: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(target: Target, options: ClientOptions, meter: Meter, handlers: LineHandlers) {
    this.#target = target;
    this.#options = options;
    this.#meter = meter;
    this.#handlers = handlers;
    this.#line = this.#open();
  }

  /** The server answered: the next cut is a first one again. */
  succeeded(): void {
    this.#attempt = 0;
  }

  cut(): void {
    this.#line.cut();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#waiting);
    this.#line.cut();
  }

  #open(): Line {
    return new Line(this.#target, this.#meter, this.#handlers, () => this.#closed());
  }

  #closed(): void {
    if (this.#stopped) return;
    this.#handlers.lost?.();
    this.#waiting = setTimeout(() => {
      this.#line = this.#open();
    }, this.#options.retry(this.#attempt));
    this.#attempt += 1;
  }
}
