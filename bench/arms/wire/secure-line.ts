import { messageOf } from '../../../server/lab/processes/failure.ts';
import type { Target, Way } from '../arm.ts';
import type { Line, LineHandlers } from '../line.ts';
import type { Meter } from '../meter.ts';
import { openSecureSocket, type SecureSocket } from './secure-socket.ts';

/** HTTP/1.1 over TLS. */
export class SecureLine implements Line {
  readonly #meter: Meter;
  readonly #socket: SecureSocket;
  #counted = false;

  constructor(way: NonNullable<Way['tls']>, target: Target, meter: Meter, handlers: LineHandlers, closed: () => void) {
    this.#meter = meter;
    this.#socket = openSecureSocket(target, way, 'http/1.1', meter);
    const { tls } = this.#socket;
    tls.once('secureConnect', () => {
      if (tls.destroyed) return;
      this.#counted = true;
      meter.connected();
      handlers.connected(this);
    });
    tls.on('data', (chunk: Buffer) => {
      meter.wire.plainDown += chunk.byteLength;
      try {
        handlers.received(this, chunk);
      } catch (error) {
        meter.incident(messageOf(error));
        this.cut();
      }
    });
    tls.on('error', (error: NodeJS.ErrnoException) => {
      if (!this.#counted) meter.unconnected = error.code ?? error.message;
    });
    tls.once('close', () => {
      if (this.#counted) meter.disconnected();
      closed();
    });
  }

  send(bytes: string | Buffer, heads = 0): void {
    // The socket below counts the bytes; only this class knows how many of them are head.
    this.#meter.sent(0, heads);
    this.#meter.wire.plainUp += bytes.length;
    this.#socket.tls.write(bytes, 'latin1');
  }

  pause(paused: boolean): void {
    if (paused) this.#socket.tls.pause();
    else this.#socket.tls.resume();
  }

  /** Bytes are counted once TLS has written them. An empty write makes no record, and completes after all earlier writes. */
  settled(): Promise<void> {
    return new Promise((resolve) => void this.#socket.tls.write('', () => resolve()));
  }

  cut(): void {
    this.#socket.raw.resetAndDestroy();
  }
}
