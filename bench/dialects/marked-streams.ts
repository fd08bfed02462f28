import type { ClientOptions, Target } from '../arms/arm.ts';
import { EventStreamClient } from '../arms/event-stream-client.ts';
import type { AnswerHead } from '../arms/http-answer.ts';
import type { ClientLedger } from '../arms/ledger.ts';
import type { Meter } from '../arms/meter.ts';
import { PushedClient } from '../arms/pushed-client.ts';
import { WebSocketClient } from '../arms/websocket-client.ts';
import { maskedFrame, opcodes } from '../arms/websocket-frame.ts';
import type { ArmName } from '../result/result.ts';
import type { Reader, StreamSpeech } from './dialect.ts';
import type { MarkBook } from './mark.ts';
import { deliverMarks, marksOf } from './mark-reader.ts';
import { headFor, type Spoken, urlOf } from './spoken.ts';
import { requireUsable } from './usable-answer.ts';

type Given = readonly [target: Target, options: ClientOptions, meter: Meter];

/** The common part of all streams of marks: it follows a URL as its dialect says, and delivers the marks of each message. */
class Subscription {
  readonly #spoken: Spoken;
  readonly #speech: StreamSpeech;
  readonly #target: Target;
  readonly #meter: Meter;
  readonly #ledger: ClientLedger;
  readonly #marks: MarkBook;

  constructor(spoken: Spoken, speech: StreamSpeech, [target, { number = 0, after }, meter]: Given, ledger: ClientLedger) {
    this.#spoken = { ...spoken, path: spoken.path.replace('{n}', String(number % 100)) };
    this.#speech = speech;
    this.#target = target;
    this.#meter = meter;
    this.#ledger = ledger;
    this.#marks = marksOf(meter, after);
  }

  /** @returns the head of the request */
  request(arm: ArmName, cursor: string | undefined): string {
    this.#meter.census.opening();
    return headFor(this.#spoken, this.#target, arm, this.#speech.ask(this.#spoken.path, cursor));
  }

  /** @returns whether the head of the answer completes the subscription @throws Error if it cannot be used */
  begins(head: AnswerHead, expected: Omit<Parameters<typeof requireUsable>[1], 'url'>): boolean {
    requireUsable(head, { url: urlOf(this.#spoken, this.#target), ...expected });
    return !this.#speech.greets;
  }

  take(message: Buffer, reader: Reader): void {
    this.#speech.hear?.(message, reader);
    for (const length of deliverMarks(message, this.#meter, this.#marks, this.#ledger)) this.#meter.census.notification('', length);
  }
}

/** Bytes of an event at most, because an incomplete one is searched again with each chunk. */
const longestEvent = 2 ** 20;

const idField = Buffer.from('id:');

/** An event stream that is searched for marks. */
export class MarkedEventStream extends EventStreamClient implements Reader {
  cursor: string | undefined;
  readonly #subscription: Subscription;
  #separator = '\n\n';

  constructor(spoken: Spoken, speech: StreamSpeech, ...given: Given) {
    super(...given);
    this.#subscription = new Subscription(spoken, speech, given, this.ledger);
  }

  subscribed(): void {
    this.begun();
  }

  say(): void {}

  passedOver(): void {
    this.ledger.gapTold();
  }

  protected request(): string {
    return this.#subscription.request('sse', this.cursor);
  }

  protected headed(head: AnswerHead): void {
    if (this.#subscription.begins(head, { statuses: [200], type: 'text/event-stream' })) this.begun();
  }

  protected override sized(length: number): void {
    this.meter.census.chunk(length);
  }

  /** Some servers end lines with CR LF (HTML standard, 9.2.5). */
  protected event(data: Buffer, from: number): number {
    let end = data.indexOf(this.#separator, from);
    if (end < 0 && this.#separator === '\n\n') {
      end = data.indexOf('\r\n\r\n', from);
      if (end >= 0) this.#separator = '\r\n\r\n';
    }
    if (end < 0) {
      if (data.byteLength - from > longestEvent) throw new Error(`Expected events below ${longestEvent / 2 ** 20} MiB; got one that does not end.`);
      return from;
    }
    this.#take(data.subarray(from, end));
    return end + this.#separator.length;
  }

  #take(event: Buffer): void {
    this.cursor = idOf(event) ?? this.cursor;
    this.#subscription.take(event, this);
  }
}

/** The value of the field `id`, at any place in the event. */
function idOf(event: Buffer): string | undefined {
  for (let start = 0; start >= 0 && start < event.byteLength; ) {
    const end = event.indexOf(0x0a, start);
    if (event.compare(idField, 0, idField.length, start, Math.min(start + idField.length, event.byteLength)) === 0) {
      return event.toString('utf8', start + idField.length, end < 0 ? event.byteLength : end).trim();
    }
    start = end < 0 ? -1 : end + 1;
  }
  return undefined;
}

/** A WebSocket whose messages are searched for marks. */
export class MarkedWebSocket extends WebSocketClient implements Reader {
  cursor: string | undefined;
  readonly #subscription: Subscription;

  constructor(spoken: Spoken, speech: StreamSpeech, ...given: Given) {
    super(...given);
    this.#subscription = new Subscription(spoken, speech, given, this.ledger);
  }

  subscribed(): void {
    this.begun();
  }

  say(text: string): void {
    this.line?.send(maskedFrame(opcodes.text, Buffer.from(text)));
  }

  passedOver(): void {
    this.ledger.gapTold();
  }

  protected request(): string {
    return this.#subscription.request('websocket', this.cursor);
  }

  protected headed(head: AnswerHead): void {
    if (this.#subscription.begins(head, { statuses: [101] })) this.begun();
  }

  protected message(payload: Buffer): void {
    this.#subscription.take(payload, this);
  }
}

/** Lines over bare TCP: the floor. It is open once its first line has come. */
export class MarkedLines extends PushedClient {
  readonly #marks = marksOf(this.meter, this.options.after);
  #greeted = false;

  protected greet(): void {
    this.#greeted = false;
  }

  protected parse(data: Buffer, from: number): number {
    const end = data.indexOf(0x0a, from);
    if (end < 0) return from;
    if (this.#greeted) deliverMarks(data.subarray(from, end), this.meter, this.#marks, this.ledger);
    else {
      this.#greeted = true;
      this.begun();
    }
    return end + 1;
  }
}
