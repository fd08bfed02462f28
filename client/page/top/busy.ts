import { signal } from '@preact/signals';
import { clockStep } from '../telemetry/clock-step.ts';

/** Milliseconds that whatever came in the last second waited for the main thread, on average; `undefined` while that is not too long. */
export const waited = signal<number | undefined>(undefined);
/** From where on the numbers on the page are the browser's and not the network's: so much is noise on the cards. */
export const tooLong = 6;
/** Seconds in a row for which that has to be so: a page that opens a panel is busy for one. */
export const inARow = 3;

/**
 * Milliseconds between two moments that are looked at, in turn. Each moment wakes the processor, of a phone too: fifty a second took a fifth of what a page at rest takes. With different primes the
 * moments meet work that repeats at each of its phases: with one pace for all, a thread that works in tasks of the same length always seemed free.
 */
export const pauses = [67, 89, 101, 113, 139] as const;
/** How many moments make a reading, of 1.02 seconds, and milliseconds from where on the machine was asleep and not busy. */
const [reading, asleep] = [10, 10_000];

/** Looks at moments that were fixed before, and how late it comes to them. */
export class Waits {
  #due: number;
  #place = 0;
  #sum = 0;
  #span = 0;
  #count = 0;

  /** @param now milliseconds */
  constructor(now: number) {
    this.#due = now + pauses[0];
  }

  /** Milliseconds until the next moment. */
  until(now: number): number {
    return this.#due - now;
  }

  /** Timers of a hidden page are late on purpose. */
  skip(now: number): void {
    this.#due = now + this.#pause;
  }

  /** @returns milliseconds that were waited on average, and how many seconds are meant, once there are enough to tell */
  look(now: number): { readonly average: number; readonly seconds: number } | undefined {
    if (now - this.#due > asleep) this.skip(now);
    // What was missed meanwhile counts too: who came then has waited.
    while (this.#due <= now) {
      this.#sum += now - this.#due;
      this.#span += this.#pause;
      this.#count += 1;
      this.#place += 1;
      this.#due += this.#pause;
    }
    if (this.#count < reading) return undefined;
    const looked = { average: this.#sum / this.#count, seconds: this.#span / 1_000 };
    [this.#sum, this.#span, this.#count] = [0, 0, 0];
    return looked;
  }

  get #pause(): number {
    return pauses[this.#place % pauses.length] ?? pauses[0];
  }
}

/** Judges one second after another. */
export class Bottleneck {
  readonly #least: number;
  #seconds = 0;

  /** @param step milliseconds between two values of the clock: waits that are shorter cannot be seen */
  constructor(step: number) {
    this.#least = tooLong + step;
  }

  /** @returns milliseconds that are waited on average, where that has been too long for some seconds in a row */
  judge({ average, seconds }: { readonly average: number; readonly seconds: number }): number | undefined {
    this.#seconds = average > this.#least ? this.#seconds + seconds : 0;
    return this.#seconds >= inARow ? average : undefined;
  }
}

/** Keeps `waited` true for as long as the page lives. To be called when the streams run: before, a page is busy with itself. */
export function watchBusy(): void {
  const waits = new Waits(performance.now());
  const bottleneck = new Bottleneck(clockStep());
  let wasHidden = false;
  const look = () => {
    const now = performance.now();
    if (document.hidden || wasHidden) waits.skip(now);
    wasHidden = document.hidden;
    const looked = waits.look(now);
    if (looked) waited.value = bottleneck.judge(looked);
    setTimeout(look, waits.until(now));
  };
  look();
}
