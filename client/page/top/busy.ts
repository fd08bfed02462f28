import { signal } from '@preact/signals';

/** Milliseconds that whatever came in the last second waited for the main thread, on average. */
export const waited = signal(0);
/** From where on the numbers on the page are the browser's and not the network's: so much is noise on the cards. */
export const tooLong = 6;

/** Milliseconds between two moments that are looked at, how many of them make a reading, and from where on the machine was asleep and not busy. */
const [pace, reading, asleep] = [20, 50, 10_000];

/** Looks at moments that were fixed before, and how late it comes to them. */
export class Waits {
  #due: number;
  #sum = 0;
  #count = 0;

  /** @param now milliseconds */
  constructor(now: number) {
    this.#due = now + pace;
  }

  /** Milliseconds until the next moment. */
  until(now: number): number {
    return this.#due - now;
  }

  /** Timers of a hidden page are late on purpose. */
  skip(now: number): void {
    this.#due = now + pace;
  }

  /** @returns milliseconds that were waited on average, once there are enough to tell */
  look(now: number): number | undefined {
    if (now - this.#due > asleep) this.skip(now);
    // What was missed meanwhile counts too: who came then has waited.
    for (; this.#due <= now; this.#due += pace) {
      this.#sum += now - this.#due;
      this.#count += 1;
    }
    if (this.#count < reading) return undefined;
    const average = this.#sum / this.#count;
    [this.#sum, this.#count] = [0, 0];
    return average;
  }
}

/** Keeps `waited` true for as long as the page lives. */
export function watchBusy(): void {
  const waits = new Waits(performance.now());
  let wasHidden = false;
  const look = () => {
    const now = performance.now();
    if (document.hidden || wasHidden) waits.skip(now);
    wasHidden = document.hidden;
    waited.value = waits.look(now) ?? waited.peek();
    setTimeout(look, waits.until(now));
  };
  look();
}
