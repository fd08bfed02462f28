/** Who is here, and until when. Pure: it knows no clock, and is told what time it is. All times are milliseconds of one clock that only grows. */
export class Leases {
  readonly #ends = new Map<string, number>();

  /** Here until then, at least. @returns whether that is news */
  renew(who: string, until: number): boolean {
    const before = this.#ends.get(who);
    this.#ends.set(who, Math.max(until, before ?? until));
    return before === undefined;
  }

  /** A lease that was longer, or without an end, ends then. */
  end(who: string, at: number): void {
    if (this.#ends.has(who)) this.#ends.set(who, at);
  }

  /** @returns whose lease has ended; they are forgotten */
  expired(now: number): readonly string[] {
    const gone = [...this.#ends].filter(([, end]) => end <= now).map(([who]) => who);
    for (const who of gone) this.#ends.delete(who);
    return gone;
  }

  /** When his lease ends; `undefined` for whoever has none. */
  endOf(who: string): number | undefined {
    return this.#ends.get(who);
  }

  /** When the next one ends; `undefined` if none ever does. */
  get next(): number | undefined {
    const next = Math.min(...this.#ends.values());
    return Number.isFinite(next) ? next : undefined;
  }

  get who(): readonly string[] {
    return [...this.#ends.keys()].sort();
  }
}
