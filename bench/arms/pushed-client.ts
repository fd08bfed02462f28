import type { ArmClient, ClientOptions, Target } from './arm.ts';
import { Assembler } from './assembler.ts';
import { Reconnecting } from './connection.ts';
import { type AnswerHead, awayOf } from './http-answer.ts';
import { ClientLedger } from './ledger.ts';
import type { Line } from './line.ts';
import type { Meter } from './meter.ts';

/** The common part of all push arms: one connection over which the server sends by itself. */
export abstract class PushedClient implements ArmClient {
  readonly ledger = new ClientLedger();
  readonly ready: Promise<void>;
  protected readonly target: Target;
  protected readonly meter: Meter;
  protected readonly options: ClientOptions;
  protected line: Line | undefined;
  readonly #lines: Reconnecting;
  #assembler = new Assembler();
  #becomeReady: () => void = () => {};
  #goal = Number.POSITIVE_INFINITY;

  constructor(target: Target, options: ClientOptions, meter: Meter) {
    this.target = target;
    this.meter = meter;
    this.options = options;
    if (options.after) this.ledger.begin(options.after);
    this.ready = new Promise((resolve) => {
      this.#becomeReady = resolve;
    });
    this.#lines = new Reconnecting(target, options, meter, {
      connected: (line) => {
        this.line = line;
        this.#assembler = new Assembler();
        this.greet(line);
      },
      received: (_line, chunk) => {
        this.#assembler.feed(chunk, (data, from) => this.parse(data, from));
        this.meter.progress();
      },
      lost: () => {
        this.line = undefined;
        this.meter.progress();
      },
    });
  }

  /** Sends the first request on a new line. */
  protected abstract greet(line: Line): void;
  /** @see Assembler.feed */
  protected abstract parse(data: Buffer, from: number): number;

  get resting(): boolean {
    return this.line !== undefined && (this.ledger.seq ?? 0) >= this.#goal;
  }

  start(): void {
    this.#goal = Number.POSITIVE_INFINITY;
  }

  restAt(seq: number): void {
    this.#goal = seq;
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

  /** Reading starts at the cursor: the server said so, or being connected is enough. */
  protected begun(): void {
    this.#lines.succeeded();
    this.#becomeReady();
  }

  /** The server answered, with whatever status. */
  protected answered(head: AnswerHead): void {
    this.#lines.stayAway(awayOf(head));
  }

  pause(paused: boolean): void {
    this.line?.pause(paused);
  }
}
