import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { clock } from '../../log/wall-clock.ts';
import type { TransportName } from '../../protocol.ts';
import { anatomy, notificationsIn, sumOf } from './anatomy.ts';
import { headOf, KeptBytes, masked } from './kept-bytes.ts';
import type { TraceRecord } from './messages.ts';

/** Epoch milliseconds, with the decimals that latencies need. */
export const now = (): number => Math.round(clock.now() * 100) / 100;

export interface Watched {
  readonly number: number;
  readonly transport: TransportName;
  /** Number of the connection. */
  readonly socket: number;
  readonly tell: (record: TraceRecord) => void;
}

type Write = (chunk: unknown, ...rest: unknown[]) => unknown;

/**
 * One request with all that answers it, watched at its socket: delivery writes past the response, so its writes are the only place where all bytes pass. What is
 * written in one go of the event loop is one record.
 */
export class Exchange {
  readonly up = new KeptBytes();
  readonly down = new KeptBytes();
  readonly #watched: Watched;
  readonly #socket: Socket;
  /** `undefined` for an upgrade. */
  readonly #response: ServerResponse | undefined;
  #chunks: Buffer[] = [];
  #wroteAt = 0;
  #answered = false;
  #over = false;
  readonly #closed = () => this.#end();
  readonly #heard = (bytes: Buffer) => this.#hear(bytes);

  constructor(watched: Watched, request: IncomingMessage, response?: ServerResponse) {
    this.#watched = watched;
    this.#socket = request.socket;
    this.#response = response;
    const head = headOf(request);
    this.up.add(Buffer.from(masked(head), 'latin1'));
    const { number: exchange, transport, socket, tell } = watched;
    tell({ kind: 'asked', at: now(), exchange, transport, socket, bytes: head.length });
    this.#hook();
  }

  /** Nothing more will come of it. */
  get over(): boolean {
    return this.#over;
  }

  /** After the upgrade: from now on the client's frames come too. */
  listen(): void {
    if (!this.#over && !this.#socket.destroyed) this.#socket.on('data', this.#heard);
  }

  /** Leaves the socket as it was. Calling it twice is harmless. */
  release(): void {
    if (this.#over) return;
    this.#over = true;
    Reflect.deleteProperty(this.#socket, 'write');
    Reflect.deleteProperty(this.#socket, 'end');
    this.#socket.off('close', this.#closed);
    this.#socket.off('data', this.#heard);
  }

  #hook(): void {
    const socket = this.#socket as unknown as { write: Write; end: Write };
    for (const name of ['write', 'end'] as const) {
      const original = socket[name];
      socket[name] = (chunk, ...rest) => {
        if (typeof chunk === 'string') this.#wrote(Buffer.from(chunk, typeof rest[0] === 'string' ? (rest[0] as BufferEncoding) : 'utf8'));
        else if (chunk instanceof Uint8Array) this.#wrote(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
        return original.call(socket, chunk, ...rest);
      };
    }
    this.#socket.once('close', this.#closed);
  }

  #wrote(bytes: Buffer): void {
    if (bytes.byteLength === 0) return;
    if (this.#chunks.push(bytes) > 1) return;
    this.#wroteAt = now();
    queueMicrotask(() => this.#flush());
  }

  #hear(bytes: Buffer): void {
    this.up.add(bytes);
    this.#watched.tell({ kind: 'heard', at: now(), exchange: this.#watched.number, bytes: bytes.byteLength });
  }

  #flush(): void {
    const [first] = this.#chunks;
    if (this.#over || !first) return;
    const status = this.#answered ? undefined : Number(first.toString('latin1', 9, 12));
    const isStream = status === undefined || status === 101 || (this.#watched.transport === 'sse' && status === 200);
    // The rest of an answer that was begun comes in another turn.
    if (!isStream && this.#response && !this.#response.writableEnded) {
      this.#response.once('finish', () => this.#flush());
      return;
    }
    const bytes = this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.down.add(bytes);
    this.#tell(bytes, status, isStream);
    if (!isStream) this.release();
  }

  #tell(bytes: Buffer, status: number | undefined, isStream: boolean): void {
    const { number: exchange, transport, tell } = this.#watched;
    const at = this.#wroteAt;
    const parts = anatomy('down', transport, bytes);
    const sum = sumOf(parts);
    const counts = notificationsIn(parts, bytes);
    if (status !== undefined) {
      this.#answered = true;
      const head = { headers: sum.headers, framing: 0, payload: 0 };
      tell({ kind: 'answered', at, exchange, status, ...(isStream ? { bytes: head, notifications: 0 } : { bytes: sum, ...counts }) });
    }
    const pushed = { headers: status === undefined ? sum.headers : 0, framing: sum.framing, payload: sum.payload };
    if (!isStream || pushed.headers + pushed.framing + pushed.payload === 0) return;
    tell({ kind: 'wrote', at, exchange, bytes: pushed, ...counts, buffered: this.#socket.writableLength });
  }

  #end(): void {
    if (this.#over) return;
    this.#flush();
    if (this.#over) return;
    this.#watched.tell({ kind: 'ended', at: now(), exchange: this.#watched.number });
    this.release();
  }
}
