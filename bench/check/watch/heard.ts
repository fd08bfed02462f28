import { Changes } from './changes.ts';
import type { Head } from './place.ts';

/** A message that is there to break the silence: a comment of an event stream, Engine.IO's ping, or what most servers call it. */
const heartbeat = /^:|^2$|\b(heartbeat|keep-?alive|ping)\b/i;

/** Characters of a heartbeat at most: a notification may speak of one. */
const longestHeartbeat = 200;

/** Bytes, or text. */
export interface Readable {
  readonly length: number;
  toString(): string;
}

/** How a server speaks over a connection that stays open. */
export interface Speech<Message extends Readable> {
  /** True: it is subscribed when `hear` says so. @default with the head of the answer */
  readonly greets?: boolean;
  hear?(message: Message, reader: Heard<Message>): void;
}

/** Finds marks in messages. */
export interface Book<Message> {
  /** @returns numbers of the marks in it */
  read(message: Message): readonly number[];
  /** Messages without a mark, and the beginning of the last. */
  readonly unmarked: { readonly count: number; readonly last: string };
}

/** What is asked of a connection, whatever its messages are made of. */
export type HeardStream = Omit<Heard<never>, 'message'>;

/** All that one open connection has told until now. */
export class Heard<Message extends Readable> {
  readonly changes = new Changes();
  readonly #speech: Speech<Message>;
  readonly #book: Book<Message>;
  #lastByte = performance.now();
  #longest = 0;
  #isGreeted = false;
  head: Head | undefined;
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

  /** @param cursor that is presented */
  constructor(speech: Speech<Message>, book: Book<Message>, cursor?: string) {
    this.cursor = cursor;
    this.#speech = speech;
    this.#book = book;
  }

  get isOver(): boolean {
    return this.ended !== undefined || this.failure !== undefined;
  }

  get unmarked(): Book<Message>['unmarked'] {
    return this.#book.unmarked;
  }

  subscribed(): void {
    this.isSubscribed = true;
  }

  passedOver(): void {}

  began(head: Head): void {
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
  message(message: Message): readonly number[] {
    this.#speech.hear?.(message, this);
    const found = this.#book.read(message);
    this.marks.push(...found);
    if (this.#isGreeted && found.length === 0 && message.length <= longestHeartbeat && heartbeat.test(message.toString())) this.heartbeats += 1;
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
