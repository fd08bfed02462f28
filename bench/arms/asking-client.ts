import type { ArmClient, ClientOptions, Target } from './arm.ts';
import { Assembler } from './assembler.ts';
import { Reconnecting } from './connection.ts';
import { type AnswerHead, awayOf, type HttpAnswer, readAnswer } from './http-answer.ts';
import { ClientLedger } from './ledger.ts';
import type { Line } from './line.ts';
import type { Meter } from './meter.ts';

/** What is asked, and what an answer means. When it is asked is the client's business. */
export interface Questions {
  /** The whole question that finds out where reading starts; `undefined` if the next question can be the first. */
  hello(): string | undefined;
  question(): string;
  /** @see readAnswer @throws Error if it is not worth waiting for */
  headed?(head: AnswerHead): void;
  /** @returns whether there is more already @throws Error if it is no answer */
  answered(answer: HttpAnswer): boolean;
}

/** @param ledger of the client that asks */
export type QuestionsOf = (target: Target, options: ClientOptions, meter: Meter, ledger: ClientLedger) => Questions;

/** What polling and long-polling have in common: a connection that is kept, one question at a time, and a cursor that the client holds. */
export abstract class AskingClient implements ArmClient {
  readonly ledger = new ClientLedger();
  readonly ready: Promise<void>;
  protected readonly options: ClientOptions;
  /** Everything up to here is wanted. */
  protected goal = Number.POSITIVE_INFINITY;
  /** A question was sent and not answered yet. */
  protected asking = false;
  protected line: Line | undefined;
  readonly #questions: Questions;
  readonly #meter: Meter;
  readonly #lines: Reconnecting;
  #assembler = new Assembler();
  #isReady = false;
  #becomeReady: () => void = () => {};

  constructor(target: Target, options: ClientOptions, meter: Meter, questionsOf: QuestionsOf) {
    this.options = options;
    this.#meter = meter;
    this.#questions = questionsOf(target, options, meter, this.ledger);
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

  restAt(seq: number): void {
    this.goal = seq;
  }

  settled(): Promise<void> {
    return this.#lines.settled();
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
    if (this.line && !this.asking && this.#isReady) this.#send(this.#questions.question());
  }

  #send(request: string): void {
    this.asking = true;
    this.line?.send(request, request.length);
  }

  #connected(line: Line): void {
    this.line = line;
    this.#assembler = new Assembler();
    const hello = this.#isReady ? undefined : this.#questions.hello();
    if (hello === undefined) this.#begin();
    else this.#send(hello);
  }

  #begin(): void {
    this.#isReady = true;
    this.#becomeReady();
    this.free();
  }

  #lost(): void {
    this.line = undefined;
    this.asking = false;
    this.#meter.progress();
  }

  #received(chunk: Buffer): void {
    this.#assembler.feed(chunk, (data, from) => readAnswer(data, from, this.#answered, this.#headed));
  }

  readonly #headed = (head: AnswerHead): void => this.#questions.headed?.(head);

  readonly #answered = (answer: HttpAnswer): void => {
    this.asking = false;
    this.#meter.head(answer.headBytes);
    this.#lines.stayAway(awayOf(answer));
    const more = this.#questions.answered(answer);
    // A refusal has thrown.
    this.#lines.succeeded();
    if (!this.#isReady) this.#begin();
    else if (more) this.askAgain();
    else this.free();
    this.#meter.progress();
  };
}
