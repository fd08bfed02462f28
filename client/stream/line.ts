import { steady } from './backoff.ts';
import { present } from './credentials.ts';
import type { Filter } from './filter.ts';
import type { Return } from './network.ts';
import type { StreamState } from './options.ts';
import type { Outbox, Said } from './outbox.ts';
import type { Position } from './position.ts';
import { isCursor, readGap, readHello, readJson, readNotification } from './read.ts';
import { createSilence } from './silence.ts';
import { mismatch, type StreamError, streamError, within } from './stream-error.ts';
import { type ClientTransport, type Connection, type Question, type Sink, streamUrl } from './transport.ts';

/** Milliseconds: how long a browser waits before it reconnects an `EventSource`; the server sets the same number as `retry:`. */
const browserRetry = 3_000;

/** The parts of a stream that outlive one connection. */
export interface Surroundings {
  readonly position: Position;
  readonly filter: Filter;
  readonly outbox: Outbox;
  /** Changes the state. @returns the event to tell listeners, if any */
  become(state: StreamState): Said | undefined;
  /** Adds URL, transport and attempt. @returns the same error */
  placed(error: StreamError): StreamError;
  /** @param mute the error holds no cause; another request may learn it @param held whether the line was open for longer than `steady`; `undefined` if it never opened */
  lost(error: StreamError, mute: boolean, held: boolean | undefined): void;
}

/**
 * One connection, from the first attempt until it is closed. A listener may close it at any moment, so every message checks first whether it is still in use.
 */
export class Line implements Sink {
  readonly #question: Question;
  readonly #around: Surroundings;
  readonly #silence = createSilence((error) => this.lost(error));
  #connection: Connection | undefined;
  #left = false;
  #openedAt: number | undefined;

  /** The constructor must tell listeners nothing: the caller announces the new line after it. */
  constructor(question: Question, around: Surroundings, transport: ClientTransport) {
    this.#question = question;
    this.#around = around;
    this.#expectHello(question.patience);
    void this.#open(question, transport);
  }

  get send(): Connection['send'] {
    return this.#connection?.send;
  }

  close(): void {
    this.#left = true;
    this.#silence.stop();
    this.#connection?.close();
  }

  suspect(why: Return): void {
    this.#silence.suspect(why, this.#question.patience);
  }

  asked(): void {
    this.#around.position.counts.requests += 1;
  }

  read(text: string, take: (message: unknown) => void): void {
    try {
      if (!this.#left) take(readJson(text));
    } catch (thrown) {
      this.lost(thrown);
    }
  }

  hello(value: unknown): void {
    if (!this.#heard()) return;
    const { position, filter, outbox } = this.#around;
    const hello = readHello(value);
    const after = position.cursor ?? this.#question.after;
    if (isCursor(after) && hello.cursor !== after) {
      throw mismatch(`a stream that goes on at ${after}`, hello.cursor, { remedy: 'A proxy drops Last-Event-ID or the query.' });
    }
    const first = !position.cursor;
    this.#silence.stop();
    position.cursor = hello.cursor;
    if (!filter.changing) {
      this.#openedAt = performance.now();
      this.#silence.watch(hello.heartbeat, this.#question.hold * 1_000);
      outbox.tell(this.#around.become('open'), ['hello', hello]);
    } else if (first) outbox.tell(['hello', hello]);
  }

  notification(value: unknown): void {
    if (!this.#heard()) return;
    const { position, filter, outbox } = this.#around;
    const notification = readNotification(value);
    // The server sent it before it knew of the unsubscription.
    if (!filter.passes(notification)) position.move(notification.id);
    // The cursor moves before listeners run: one may switch the transport, and the next transport must go on after this notification.
    else if (position.take(notification)) outbox.tell(['notification', notification]);
  }

  gap(value: unknown): void {
    if (!this.#heard()) return;
    const gap = readGap(value);
    const { position, outbox } = this.#around;
    const alternates = position.gap(gap);
    outbox.tell(['gap', gap], alternates && ['error', this.#around.placed(alternates)]);
  }

  cursor(value: unknown): void {
    if (isCursor(value)) this.#heard() && this.#around.position.move(value);
    else this.odd(`${value}`, 'a cursor');
  }

  odd(text: string, expected = 'a message of this protocol'): void {
    if (this.#heard()) this.#around.outbox.tell(['error', this.#around.placed(mismatch(expected, text))]);
  }

  waiting(): void {
    if (!this.#heard()) return;
    this.#openedAt = undefined;
    this.#expectHello(this.#question.patience + browserRetry);
    this.#around.outbox.tell(this.#around.become('reconnecting'));
  }

  lost(thrown: unknown, mute = false): void {
    if (this.#left) return;
    this.close();
    this.#around.lost(streamError(thrown), mute, this.#openedAt === undefined ? undefined : performance.now() - this.#openedAt > steady);
  }

  async #open(question: Question, { name, native, subscribe }: ClientTransport): Promise<void> {
    const url = streamUrl(question, name, question.after);
    try {
      await (native && present(question, url, native));
      if (this.#left) return;
      if (native && !question[native]) throw new Error(`There is no ${native} here: pass one as an option.`);
      this.#connection = subscribe(question, this, url);
    } catch (thrown) {
      // A class that is missing, or whose constructor throws, will fail the next time too, so there is no retry.
      this.lost(streamError(thrown, { final: true }));
    }
  }

  #heard(): boolean {
    this.#silence.heard();
    return !this.#left;
  }

  #expectHello(patience: number): void {
    const missing = () => (this.#connection ? (this.#connection.awaits?.() ?? 'hello') : 'ticket');
    this.#silence.expect(within(patience, (error) => this.lost(error, Boolean(this.#connection)), missing));
  }
}
