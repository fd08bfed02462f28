import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { onTestFinished } from 'vitest';
import { patience } from './patience.ts';

export * from './raw-text.ts';

/** Characters of the longest text to wait for. */
const longestHeard = 200;

export interface RawResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The part received so far; without a Content-Length, everything that follows. */
  readonly body: string;
}

/** A connection on which a test can send any bytes and read every byte. */
export class RawConnection {
  readonly socket: Socket;
  /** Everything received so far, one character per byte. */
  received = '';
  /** The other side has sent its end, or the connection is gone. */
  ended = false;
  gone = false;
  /** The error that broke the connection, such as ECONNRESET; undefined if both sides ended it. */
  broken: string | undefined;
  #waiting: (() => void)[] = [];
  /**
   * The newest text, with enough before it to find a text that packets have split. Searching everything for each packet would take seconds per
   * megabyte.
   */
  #latest = '';

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (bytes: Buffer) => {
      const text = bytes.toString('latin1');
      this.received += text;
      this.#latest = this.#latest.slice(-longestHeard) + text;
      this.#changed();
    });
    socket.on('end', () => {
      this.ended = true;
      this.#changed();
    });
    socket.on('close', () => {
      this.ended = true;
      this.gone = true;
      this.#changed();
    });
    // A reset is one of the ends that tests wait for.
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      this.broken = code;
    });
  }

  #changed(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const check of waiting) check();
  }

  /** Bytes as they are: text is one byte per character. */
  send(bytes: string | Buffer): this {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
    return this;
  }

  /** Ends this direction only. */
  halfClose(): void {
    this.socket.end();
  }

  /** Resets the connection. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  /** Resolves once `holds` returns true. Fails once the connection has closed, or after the deadline. */
  async until(what: string, holds: () => boolean, deadline = patience): Promise<void> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#changed();
    }, deadline);
    try {
      while (!holds()) {
        if (this.gone || late) {
          const why = this.gone ? 'The connection closed' : `${deadline / 1_000} s passed`;
          throw new Error(
            `${why} before ${what}. ${this.received.length} bytes had come, the last of them ${JSON.stringify(this.received.slice(-400))}.`,
          );
        }
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Resolves once this text has arrived. */
  async hears(text: string): Promise<void> {
    if (this.received.includes(text)) return;
    await this.until(`the text ${JSON.stringify(text)} came`, () => this.#latest.includes(text));
  }

  /** Resolves once the other side has ended the connection. */
  async isEnded(): Promise<void> {
    await this.until('the server ended the connection', () => this.ended);
  }

  /** The responses so far; the last one may still grow. */
  get responses(): RawResponse[] {
    const responses: RawResponse[] = [];
    let rest = this.received;
    for (let end = rest.indexOf('\r\n\r\n'); end >= 0; end = rest.indexOf('\r\n\r\n')) {
      const [statusLine = '', ...lines] = rest.slice(0, end).split('\r\n');
      const headers = Object.fromEntries(
        lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
      );
      const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1]);
      if (!status) throw new Error(`Expected a status line; got ${JSON.stringify(rest.slice(0, 200))}.`);
      rest = rest.slice(end + 4);
      const length = status === 204 || status === 101 ? 0 : Number(headers['content-length'] ?? rest.length);
      responses.push({ status, headers, body: rest.slice(0, length) });
      if (rest.length < length || status === 101) break;
      rest = rest.slice(length);
    }
    return responses;
  }

  /** Resolves with this response, whole, counted from 1. */
  async response(number = 1): Promise<RawResponse> {
    const isWhole = (response: RawResponse | undefined) =>
      response !== undefined && response.body.length >= Number(response.status === 204 ? 0 : (response.headers['content-length'] ?? 0));
    await this.until(`response ${number} was whole`, () => isWhole(this.responses[number - 1]));
    return this.responses[number - 1] as RawResponse;
  }
}

/** Opens a TCP connection to a lab, or to another server on 127.0.0.1. */
export async function openRaw({ port }: { readonly port: number }): Promise<RawConnection> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
  await once(socket, 'connect');
  onTestFinished(() => void socket.destroy());
  return new RawConnection(socket);
}

/** The same with TLS, without checking the certificate. */
export async function openRawSecure({ port }: { readonly port: number }): Promise<RawConnection> {
  const socket = connectSecurely({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  onTestFinished(() => void socket.destroy());
  return new RawConnection(socket);
}
