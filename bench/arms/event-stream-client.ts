import { Assembler } from './assembler.ts';
import { Chunks } from './chunks.ts';
import { type AnswerHead, readHead } from './http-answer.ts';
import type { Line } from './line.ts';
import { PushedClient } from './pushed-client.ts';

/** An event stream of any server: head, chunks, events. */
export abstract class EventStreamClient extends PushedClient {
  #headed = false;
  /** `undefined` if the body is not chunked. */
  #chunks: Chunks | undefined;
  #events = new Assembler();

  protected abstract request(): string;
  /** @throws Error if this is not an event stream */
  protected abstract headed(head: AnswerHead, data: Buffer): void;
  /** @returns the place behind the event that begins at `from`, or `from` if it is incomplete */
  protected abstract event(data: Buffer, from: number): number;
  protected sized(_length: number): void {}

  protected greet(line: Line): void {
    this.#headed = false;
    this.#events = new Assembler();
    const request = this.request();
    line.send(request, request.length);
  }

  protected parse(data: Buffer, from: number): number {
    if (!this.#headed) return this.#head(data, from);
    return this.#chunks ? this.#chunks.read(data, from, this.#feed, this.#sized) : this.event(data, from);
  }

  readonly #event = (data: Buffer, from: number): number => this.event(data, from);
  readonly #feed = (bytes: Buffer): void => this.#events.feed(bytes, this.#event);
  readonly #sized = (length: number): void => this.sized(length);

  #head(data: Buffer, from: number): number {
    const head = readHead(data, from);
    if (!head) return from;
    this.answered(head);
    this.headed(head, data);
    this.#headed = true;
    this.#chunks = head.isChunked ? new Chunks() : undefined;
    this.meter.head(head.end - from);
    return head.end;
  }
}
