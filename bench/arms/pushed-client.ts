import { monotonic } from '../processes/clock.ts';
import type { ArmClient, ClientOptions, Target } from './arm.ts';
import { Assembler } from './assembler.ts';
import { type Line, Reconnecting } from './connection.ts';
import { ClientLedger } from './ledger.ts';
import type { Meter } from './meter.ts';

/** What sse, websocket and tcp have in common: one connection that says everything by itself. */
export abstract class PushedClient implements ArmClient {
  readonly ledger = new ClientLedger();
  readonly ready: Promise<void>;
  protected readonly target: Target;
  protected readonly meter: Meter;
  protected cursor: string | undefined;
  protected line: Line | undefined;
  readonly #lines: Reconnecting;
  #assembler = new Assembler();
  #becomeReady: () => void = () => {};
  #goal = Number.POSITIVE_INFINITY;

  constructor(target: Target, options: ClientOptions, meter: Meter) {
    this.target = target;
    this.meter = meter;
    this.cursor = options.after;
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

  /** The first thing to do on a new line. */
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

  cut(): void {
    this.#lines.cut();
  }

  stop(): void {
    this.#lines.stop();
  }

  /** The server, or the mere connection, says that reading starts at the cursor. */
  protected begun(cursor: string | undefined): void {
    this.#lines.succeeded();
    if (cursor !== undefined) {
      this.cursor ??= cursor;
      this.ledger.begin(cursor);
    }
    this.#becomeReady();
  }

  protected take(json: Buffer): void {
    const known = this.meter.book.read(json);
    this.meter.census.notification(known.id, known.length);
    this.cursor = known.id;
    this.meter.deliver(this.ledger, known, monotonic());
  }

  protected skip(to: string, bytes: number): void {
    this.cursor = to;
    this.meter.census.gap(to, bytes);
    this.ledger.gap(to);
  }

  protected beat(cursor: string): void {
    this.cursor = cursor;
    this.meter.census.heartbeat(cursor);
  }
}
