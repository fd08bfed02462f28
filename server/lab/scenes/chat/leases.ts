/** Names that are present, and until when. Pure: the caller passes the time, in milliseconds of a monotonic clock. */
export class Leases {
  readonly #ends = new Map<string, number>();

  /** Extends a lease at least until then. @returns whether the name is new */
  renew(who: string, until: number): boolean {
    const before = this.#ends.get(who);
    this.#ends.set(who, Math.max(until, before ?? until));
    return before === undefined;
  }

  /** Shortens a lease to end then. */
  end(who: string, at: number): void {
    if (this.#ends.has(who)) this.#ends.set(who, at);
  }

  /** Removes names whose lease has ended. @returns these names */
  expired(now: number): readonly string[] {
    const gone = [...this.#ends].filter(([, end]) => end <= now).map(([who]) => who);
    for (const who of gone) this.#ends.delete(who);
    return gone;
  }

  /** When the lease ends; `undefined` if there is none. */
  endOf(who: string): number | undefined {
    return this.#ends.get(who);
  }

  /** When the next lease ends; `undefined` if none does. */
  get next(): number | undefined {
    const next = Math.min(...this.#ends.values());
    return Number.isFinite(next) ? next : undefined;
  }

  get who(): readonly string[] {
    return [...this.#ends.keys()].sort();
  }
}
