import type { ClientOptions, Target } from './arm.ts';
import type { Line, LineHandlers } from './line.ts';
import type { Meter } from './meter.ts';
import { PlainLine } from './plain-line.ts';
import { DecodingLine } from './wire/decoding-line.ts';
import { Http2Line } from './wire/http2-line.ts';
import { SecureLine } from './wire/secure-line.ts';

/** A line that is reopened whenever it is lost. */
export class Reconnecting {
  readonly #target: Target;
  readonly #options: ClientOptions;
  readonly #meter: Meter;
  readonly #handlers: LineHandlers;
  #line: Line;
  #attempt = 0;
  /** Milliseconds that the server asked clients to stay away. */
  #away = 0;
  #waiting: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(target: Target, options: ClientOptions, meter: Meter, handlers: LineHandlers) {
    this.#target = target;
    this.#options = options;
    this.#meter = meter;
    this.#handlers = handlers;
    this.#line = this.#open();
  }

  /** The server answered, so the next cut counts as the first again. */
  succeeded(): void {
    this.#attempt = 0;
  }

  settled(): Promise<void> {
    return this.#line.settled();
  }

  /** The next attempt waits this many milliseconds longer. */
  stayAway(milliseconds: number): void {
    this.#away = milliseconds;
  }

  cut(): void {
    this.#line.cut();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#waiting);
    this.#line.cut();
  }

  #open(): Line {
    const closed = () => this.#closed();
    if (!this.#target.way?.decodes) return this.#openOn(this.#handlers, closed);
    return new DecodingLine(this.#meter, this.#handlers, closed, (...given) => this.#openOn(...given));
  }

  #openOn(handlers: LineHandlers, closed: () => void): Line {
    const { tls, http2, front } = this.#target.way ?? {};
    const given = [this.#target, this.#meter, handlers, closed] as const;
    if (!tls) return new PlainLine(...given);
    return http2 ? new Http2Line(tls, front, ...given) : new SecureLine(tls, ...given);
  }

  #closed(): void {
    if (this.#stopped) return;
    this.#handlers.lost?.();
    const wait = this.#away + this.#options.retry(this.#attempt);
    this.#meter.attemptIn(wait);
    this.#waiting = setTimeout(() => {
      this.#line = this.#open();
    }, wait);
    this.#away = 0;
    this.#attempt += 1;
  }
}
