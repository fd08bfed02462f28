import type { ArmClient, ClientOptions, Target } from './arm.ts';
import { Assembler } from './assembler.ts';
import { Reconnecting } from './connection.ts';
import { type AnswerHead, awayOf, type HttpAnswer, readAnswer } from './http-answer.ts';
import { ClientLedger } from './ledger.ts';
import type { Line } from './line.ts';
import type { Meter } from './meter.ts';

/** What is asked, and how an answer is read. The client decides when to ask. */
export interface Questions {
  /** The whole request that finds the first cursor; `undefined` if an ordinary request can be the first. */
  hello(): string | undefined;
  question(): string;
  /** @see readAnswer @throws Error if the rest of the answer is not worth reading */
  headed?(head: AnswerHead): void;
  /** @returns whether there is already more to ask for @throws Error if it is not an answer */
  answered(answer: HttpAnswer): boolean;
}

/** @param ledger of the client that asks */
export type QuestionsOf = (target: Target, options: ClientOptions, meter: Meter, ledger: ClientLedger) => Questions;

/** The common part of polling and long-polling: a connection that is kept, one request at a time, and a cursor that the client holds. */
export abstract class AskingClient implements ArmClient {
  readonly ledger = new ClientLedger();
  readonly ready: Promise<void>;
  protected readonly options: ClientOptions;
  /** The client wants everything up to this number. */
  protected goal = Number.POSITIVE_INFINITY;
  /** A request was sent and has not been answered. */
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
  /** Called when there is a line and no request is pending on it. */
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
    // Reached only for an answer: `answered` throws for a refusal.
    this.#lines.succeeded();
    if (!this.#isReady) this.#begin();
    else if (more) this.askAgain();
    else this.free();
    this.#meter.progress();
  };
}
