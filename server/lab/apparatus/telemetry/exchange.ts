import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Stop } from '../../../stream/log/notification-log.ts';
import { clock } from '../../../stream/log/wall-clock.ts';
import type { TransportName } from '../../../stream/protocol.ts';
import { anatomy, notificationsIn, sumOf } from './anatomy.ts';
import { headOf, KeptBytes, masked } from './kept-bytes.ts';
import type { Tab, TraceRecord } from './messages.ts';
import { takeWrites } from './socket-writes.ts';

/** Epoch milliseconds, with the decimals that latencies need. */
export const now = (): number => Math.round(clock.now() * 100) / 100;

export interface ExchangeFacts {
  readonly number: number;
  readonly tab: Tab;
  readonly transport: TransportName;
  /** Number of the connection. */
  readonly socket: number;
}

export type Tell = (record: TraceRecord) => void;
type Asked = Extract<TraceRecord, { kind: 'asked' }>;

/** One request with its answer, recorded at its socket while a page watches. Everything written in one turn of the event loop is one record. */
export class Exchange {
  readonly up = new KeptBytes();
  readonly down = new KeptBytes();
  readonly number: number;
  readonly tab: Tab;
  /** The record of the request, which comes first. */
  readonly asked: Asked;
  readonly #socket: Socket;
  /** `undefined` for an upgrade. */
  readonly #response: ServerResponse | undefined;
  /** `undefined` while no page watches. */
  #tell: Tell | undefined;
  /** Bytes of the connection that were recorded, or passed before this exchange. */
  #seen: { up: number; down: number };
  #chunks: Buffer[] = [];
  #wroteAt = 0;
  #answered = false;
  #over = false;
  #restoreWrites: Stop = () => {};
  readonly #closed = () => this.#end();
  readonly #heard = (bytes: Buffer) => this.#hear(bytes);

  constructor({ number, tab, transport, socket }: ExchangeFacts, request: IncomingMessage, response?: ServerResponse) {
    this.number = number;
    this.tab = tab;
    this.#socket = request.socket;
    this.#response = response;
    const head = headOf(request);
    this.up.add(Buffer.from(masked(head), 'latin1'));
    this.asked = { kind: 'asked', at: now(), exchange: number, transport, socket, bytes: head.length };
    this.#seen = this.#passed;
  }

  /** Whether the exchange has ended. */
  get over(): boolean {
    return this.#over || this.#socket.destroyed || (this.#tell === undefined && this.#response?.writableEnded === true);
  }

  get watched(): boolean {
    return this.#tell !== undefined && !this.#over;
  }

  /** Starts to record. An answer that was partly written before cannot be recorded. */
  watch(tell: Tell): void {
    const { up, down } = this.#passed;
    const missed = { up: up - this.#seen.up, down: down - this.#seen.down };
    if (this.watched || this.over || (missed.down > 0 && this.asked.transport.endsWith('polling'))) return;
    if (missed.up > 0) this.up.skip(missed.up);
    if (missed.down > 0) {
      this.down.skip(missed.down);
      this.#answered = true;
    }
    this.#tell = tell;
    this.#restoreWrites = takeWrites(this.#socket, (written) => this.#wrote(written));
    this.#socket.once('close', this.#closed);
  }

  /** Records the client's frames too. Call it after the upgrade: before that the server must read the bytes. */
  listen(): void {
    if (this.watched && !this.#socket.destroyed) this.#socket.on('data', this.#heard);
  }

  /** Stops recording and restores the socket. May be called twice. */
  rest(): void {
    if (!this.watched) return;
    this.#flush();
    if (this.#over) return;
    // A part of the answer was written, and the rest will not be recorded.
    this.#over = this.#chunks.length > 0;
    this.#tell = undefined;
    this.#seen = this.#passed;
    this.#unhook();
  }

  get #passed(): { up: number; down: number } {
    return { up: this.#socket.bytesRead, down: this.#socket.bytesWritten };
  }

  #release(): void {
    this.#over = true;
    this.#unhook();
  }

  #unhook(): void {
    this.#restoreWrites();
    this.#socket.off('close', this.#closed);
    this.#socket.off('data', this.#heard);
  }

  #wrote(bytes: Buffer): void {
    if (bytes.byteLength === 0) return;
    if (this.#chunks.push(bytes) > 1) return;
    this.#wroteAt = now();
    queueMicrotask(() => this.#flush());
  }

  #hear(bytes: Buffer): void {
    this.up.add(bytes);
    this.#tell?.({ kind: 'heard', at: now(), exchange: this.number, bytes: bytes.byteLength });
  }

  #flush(): void {
    const [first] = this.#chunks;
    if (!this.watched || !first) return;
    const status = this.#answered ? undefined : Number(first.toString('latin1', 9, 12));
    const isStream = status === undefined || status === 101 || (this.asked.transport === 'sse' && status === 200);
    // The rest of the answer comes in another turn.
    if (!isStream && this.#response && !this.#response.writableEnded) {
      this.#response.once('finish', () => this.#flush());
      return;
    }
    const bytes = this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.down.add(bytes);
    this.#tellOf(bytes, status, isStream);
    if (!isStream) this.#release();
  }

  #tellOf(bytes: Buffer, status: number | undefined, isStream: boolean): void {
    const { exchange, transport } = this.asked;
    const at = this.#wroteAt;
    const parts = anatomy('down', transport, bytes);
    const sum = sumOf(parts);
    const counts = notificationsIn(parts, bytes);
    if (status !== undefined) {
      this.#answered = true;
      const head = { headers: sum.headers, framing: 0, payload: 0 };
      this.#tell?.({ kind: 'answered', at, exchange, status, ...(isStream ? { bytes: head, notifications: 0 } : { bytes: sum, ...counts }) });
    }
    const pushed = { headers: status === undefined ? sum.headers : 0, framing: sum.framing, payload: sum.payload };
    if (!isStream || pushed.headers + pushed.framing + pushed.payload === 0) return;
    this.#tell?.({ kind: 'wrote', at, exchange, bytes: pushed, ...counts, buffered: this.#socket.writableLength });
  }

  #end(): void {
    if (!this.watched) return;
    this.#flush();
    if (this.#over) return;
    this.#tell?.({ kind: 'ended', at: now(), exchange: this.number });
    this.#release();
  }
}
