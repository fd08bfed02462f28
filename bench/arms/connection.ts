import type { ClientOptions, Target } from './arm.ts';
import type { Line, LineHandlers } from './line.ts';
import type { Meter } from './meter.ts';
import { PlainLine } from './plain-line.ts';
import { Http2Line } from './wire/http2-line.ts';
import { SecureLine } from './wire/secure-line.ts';

/** A line that is opened anew whenever it is lost. */
export class Reconnecting {
  readonly #target: Target;
  readonly #options: ClientOptions;
  readonly #meter: Meter;
  readonly #handlers: LineHandlers;
  #line: Line;
  #attempt = 0;
  #waiting: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(target: Target, options: ClientOptions, meter: Meter, handlers: LineHandlers) {
    this.#target = target;
    this.#options = options;
    this.#meter = meter;
    this.#handlers = handlers;
    this.#line = this.#open();
  }

  /** The server answered: the next cut is a first one again. */
  succeeded(): void {
    this.#attempt = 0;
  }

  settled(): Promise<void> {
    return this.#line.settled();
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
    const { tls, http2, front } = this.#target.way ?? {};
    const given = [this.#target, this.#meter, this.#handlers, () => this.#closed()] as const;
    if (!tls) return new PlainLine(...given);
    return http2 ? new Http2Line(tls, front, ...given) : new SecureLine(tls, ...given);
  }

  #closed(): void {
    if (this.#stopped) return;
    this.#handlers.lost?.();
    this.#waiting = setTimeout(() => {
      this.#line = this.#open();
    }, this.#options.retry(this.#attempt));
    this.#attempt += 1;
  }
}
