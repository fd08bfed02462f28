import { performance } from 'node:perf_hooks';
import type { AnswerHead } from '../arms/http-answer.ts';
import type { Reader, StreamSpeech } from '../dialects/dialect.ts';
import { MarkBook } from '../dialects/mark.ts';
import { Changes } from './changes.ts';

/** A message that is there to break the silence: a comment of an event stream, Engine.IO's ping, or what most servers call it. */
const heartbeat = /^:|^2$|\b(heartbeat|keep-?alive|ping)\b/i;

/** Characters of a heartbeat at most: a notification may speak of one. */
const longestHeartbeat = 200;

/** All that one open connection has told until now. */
export class Heard implements Reader {
  readonly changes = new Changes();
  readonly #speech: StreamSpeech;
  readonly #book: MarkBook;
  #lastByte = performance.now();
  #longest = 0;
  #isGreeted = false;
  head: AnswerHead | undefined;
  cursor: string | undefined;
  isSubscribed = false;
  /** Numbers of marks, in the order in which they came; one that came in two messages stands there twice. */
  readonly marks: number[] = [];
  /** Heartbeats since `listen`. What comes first over a connection is a greeting, and none. */
  heartbeats = 0;
  pongs = 0;
  /** How the connection ended, in a clause; `undefined` while it is open. */
  ended: string | undefined;
  /** Nothing that comes can be read any more. */
  failure: Error | undefined;
  closeCode: number | undefined;
  /** Sends something over it; a stream that only listens has none. */
  say: (text: string) => void = () => {};
  /** Ends it without a goodbye. */
  cut: () => void = () => {};

  /** @param epoch of the marks @param cursor that is presented */
  constructor(speech: StreamSpeech, epoch: string, cursor?: string) {
    this.cursor = cursor;
    this.#speech = speech;
    this.#book = new MarkBook(epoch);
  }

  get isOver(): boolean {
    return this.ended !== undefined || this.failure !== undefined;
  }

  /** Messages without a mark, and the beginning of the last. */
  get unmarked(): { readonly count: number; readonly last: string } {
    return { count: this.#book.unmarked, last: this.#book.lastUnmarked };
  }

  subscribed(): void {
    this.isSubscribed = true;
  }

  passedOver(): void {}

  began(head: AnswerHead): void {
    this.head = head;
    if (!this.#speech.greets) this.subscribed();
    this.byte();
  }

  /** Something came, whatever it was. */
  byte(): void {
    this.#longest = this.longestSilence;
    this.#lastByte = performance.now();
    this.changes.tell();
  }

  /** Milliseconds without a byte, from the last `listen` on. */
  get longestSilence(): number {
    return Math.max(this.#longest, performance.now() - this.#lastByte);
  }

  /** Silence and heartbeats count from now. */
  listen(): void {
    this.heartbeats = 0;
    this.#longest = 0;
    this.#lastByte = performance.now();
  }

  /** @returns numbers of the marks in it */
  message(bytes: Buffer): readonly number[] {
    this.#speech.hear?.(bytes, this);
    const found: number[] = [];
    this.#book.read(bytes, ({ seq }) => found.push(seq));
    this.marks.push(...found);
    if (this.#isGreeted && found.length === 0 && bytes.byteLength <= longestHeartbeat && heartbeat.test(bytes.toString())) this.heartbeats += 1;
    this.#isGreeted = true;
    return found;
  }

  end(how: string): void {
    this.ended ??= how;
    this.changes.tell();
  }

  fail(error: Error): void {
    if (this.ended === undefined) this.failure ??= error;
    this.changes.tell();
  }
}
