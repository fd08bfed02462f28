import { parseCursor } from '../../server/stream/protocol.ts';
import { monotonic } from '../processes/clock.ts';
import { answersOf } from './answers.ts';
import type { ClientOptions, Target } from './arm.ts';
import type { Questions, QuestionsOf } from './asking-client.ts';
import type { HttpAnswer } from './http-answer.ts';
import type { ClientLedger } from './ledger.ts';
import type { Meter } from './meter.ts';
import { ask } from './requests.ts';

/** Requests of the lab's protocol. Every exchange is counted for the model. */
class LabQuestions implements Questions {
  readonly #target: Target;
  readonly #meter: Meter;
  readonly #ledger: ClientLedger;
  readonly #write: (after: string) => string;
  #cursor: string | undefined;

  constructor(target: Target, { after }: ClientOptions, meter: Meter, ledger: ClientLedger, write: (after: string) => string) {
    this.#target = target;
    this.#meter = meter;
    this.#ledger = ledger;
    this.#write = write;
    this.#cursor = after;
  }

  hello(): string | undefined {
    if (this.#cursor !== undefined) return undefined;
    // A request without a cursor: its answer is the hello of both polling transports.
    this.#meter.census.opening();
    return ask(this.#target, 'polling', 'polling');
  }

  question(): string {
    const after = this.#cursor ?? '';
    this.#meter.census.question(after);
    return this.#write(after);
  }

  answered({ status, body }: HttpAnswer): boolean {
    if (status === 200) return this.#took(body);
    if (status !== 204) throw new Error(`Expected 200 or 204; got ${status} ${body.toString().slice(0, 200)}`);
    this.#meter.census.empty();
    return false;
  }

  #took(body: Buffer): boolean {
    const answer = answersOf(this.#meter.book).read(body);
    const isHello = this.#cursor === undefined;
    this.#cursor = answer.cursor;
    if (isHello) {
      this.#ledger.begin(answer.cursor);
      this.#meter.census.hello(answer.cursor);
      return false;
    }
    this.#meter.census.answer(answer);
    if (answer.gap) {
      this.#meter.census.gap(answer.gap.to, answer.gap.bytes);
      this.#ledger.gap(answer.gap.to);
    }
    const now = monotonic();
    for (const entry of answer.entries) this.#meter.deliver(this.#ledger, entry, now);
    const told = parseCursor(answer.cursor);
    // The cursor of an answer covers the notifications in it. A cursor beyond them means that one was lost.
    if (told && told.seq > (this.#ledger.seq ?? 0)) this.#meter.incident(`the cursor ${answer.cursor} is ahead of what came`);
    return answer.more === true;
  }
}

/** @param write makes the whole request for what comes after a cursor */
export const labQuestions =
  (write: (target: Target, after: string, options: ClientOptions) => string): QuestionsOf =>
  (target, options, meter, ledger) =>
    new LabQuestions(target, options, meter, ledger, (after) => write(target, after, options));
