import { parseCursor } from '../../server/stream/protocol.ts';
import { monotonic } from '../processes/clock.ts';
import { answersOf } from './answers.ts';
import type { ArmClient, ClientOptions, Target } from './arm.ts';
import { Assembler } from './assembler.ts';
import { type Line, Reconnecting } from './connection.ts';
import { type HttpAnswer, readAnswer } from './http-answer.ts';
import { ClientLedger } from './ledger.ts';
import type { Meter } from './meter.ts';
import { ask } from './requests.ts';

/** What polling and long-polling have in common: a connection that is kept, one question at a time, and a cursor that the client holds. */
export abstract class AskingClient implements ArmClient {
  readonly ledger = new ClientLedger();
  readonly ready: Promise<void>;
  protected readonly options: ClientOptions;
  protected readonly target: Target;
  protected cursor: string | undefined;
  /** Everything up to here is wanted. */
  protected goal = Number.POSITIVE_INFINITY;
  /** A question was sent and not answered yet. */
  protected asking = false;
  protected line: Line | undefined;
  readonly #meter: Meter;
  readonly #lines: Reconnecting;
  #assembler = new Assembler();
  #becomeReady: () => void = () => {};

  constructor(target: Target, options: ClientOptions, meter: Meter) {
    this.target = target;
    this.options = options;
    this.#meter = meter;
    this.cursor = options.after;
    if (options.after) this.ledger.begin(options.after);
    this.ready = new Promise((resolve) => {
      this.#becomeReady = resolve;
    });
    this.#lines = new Reconnecting(target, options, meter, {
      connected: (line) => this.#connected(line),
      received: (_line, chunk) => this.#received(chunk),
      lost: () => this.#lost(),
    });
  }

  abstract readonly resting: boolean;
  abstract start(origin: number): void;
  /** There is a line, and nothing is under way on it. */
  protected abstract free(): void;
  /** An answer said that there is more. */
  protected abstract question(after: string): string;

  restAt(seq: number): void {
    this.goal = seq;
  }

  cut(): void {
    this.#lines.cut();
  }

  stop(): void {
    this.#lines.stop();
  }

  protected get satisfied(): boolean {
    return (this.ledger.seq ?? 0) >= this.goal;
  }

  protected askAgain(): void {
    if (!this.line || this.asking || this.cursor === undefined) return;
    this.#meter.census.question(this.cursor);
    this.#send(this.question(this.cursor));
  }

  #send(request: string): void {
    this.asking = true;
    this.line?.send(request, request.length);
  }

  #connected(line: Line): void {
    this.line = line;
    this.#assembler = new Assembler();
    if (this.cursor !== undefined) {
      this.#becomeReady();
      this.free();
      return;
    }
    // The hello of both polling transports is the answer to a question without a cursor.
    this.#meter.census.opening();
    this.#send(ask(this.target, 'polling', 'polling'));
  }

  #lost(): void {
    this.line = undefined;
    this.asking = false;
    this.#meter.progress();
  }

  #received(chunk: Buffer): void {
    this.#assembler.feed(chunk, (data, from) => readAnswer(data, from, (answer) => this.#answered(answer)));
  }

  #answered({ status, headBytes, body }: HttpAnswer): void {
    this.asking = false;
    this.#lines.succeeded();
    this.#meter.head(headBytes);
    let more = false;
    if (status === 204) this.#meter.census.empty();
    else if (status === 200) more = this.#took(body);
    else throw new Error(`Expected 200 or 204; got ${status} ${body.toString().slice(0, 200)}`);
    if (more) this.askAgain();
    else this.free();
    this.#meter.progress();
  }

  #took(body: Buffer): boolean {
    const answer = answersOf(this.#meter.book).read(body);
    if (this.cursor === undefined) {
      this.cursor = answer.cursor;
      this.ledger.begin(answer.cursor);
      this.#meter.census.hello(answer.cursor);
      this.#becomeReady();
      return false;
    }
    this.#meter.census.answer(answer);
    if (answer.gap) {
      this.#meter.census.gap(answer.gap.to, answer.gap.bytes);
      this.ledger.gap(answer.gap.to);
    }
    const now = monotonic();
    for (const entry of answer.entries) this.#meter.deliver(this.ledger, entry, now);
    this.cursor = answer.cursor;
    const told = parseCursor(answer.cursor);
    // The cursor of an answer covers what it carries: whoever is told more than he got has lost something.
    if (told && told.seq > (this.ledger.seq ?? 0)) this.#meter.incident(`the cursor ${answer.cursor} is ahead of what came`);
    return answer.more === true;
  }
}
