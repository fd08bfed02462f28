/** How long something has run since it was set to zero, with breaks. */
export class Stopwatch {
  readonly #now: () => number;
  #before = 0;
  /** Since when it runs; `undefined` while it does not. */
  #from: number | undefined;

  /** @param now milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Milliseconds. */
  get elapsed(): number {
    return this.#before + (this.#from === undefined ? 0 : this.#now() - this.#from);
  }

  /** Goes on, or stops. */
  run(runs: boolean): void {
    if (runs === (this.#from !== undefined)) return;
    this.#before = this.elapsed;
    this.#from = runs ? this.#now() : undefined;
  }

  /** Begins at zero; whether it runs stays as it is. */
  reset(): void {
    this.#before = 0;
    if (this.#from !== undefined) this.#from = this.#now();
  }
}
