/** A peer who has begun a message and not ended it. */
export interface SlowSender {
  /** Others need the room. */
  crowdedOut(): void;
}

interface Begun {
  since: number;
  bytes: number;
}

/** What has come of messages that are not whole: of how many peers ever, it is bounded in time and in bytes. A whole message arrives in milliseconds, so the oldest go first. */
export class UnfinishedMessages {
  readonly #begun = new Map<SlowSender, Begun>();
  readonly #patience: number;
  readonly #maxBytes: number;
  #bytes = 0;

  /** @param patience milliseconds from the first byte of a message to its last @param maxBytes that the unfinished messages of all peers may have together */
  constructor(patience: number, maxBytes: number) {
    this.#patience = patience;
    this.#maxBytes = maxBytes;
  }

  /** @param bytes of his message that have come; 0 if none is unfinished */
  note(sender: SlowSender, bytes: number, now = performance.now()): void {
    const begun = this.#begun.get(sender);
    if (bytes === 0) {
      if (begun) this.leave(sender);
      return;
    }
    this.#bytes += bytes - (begun?.bytes ?? 0);
    if (begun) begun.bytes = bytes;
    else this.#begun.set(sender, { since: now, bytes });
    for (const [oldest] of this.#begun) {
      if (this.#bytes <= this.#maxBytes) return;
      this.leave(oldest);
      oldest.crowdedOut();
    }
  }

  /** He could not go on, because he was not read from: his time begins anew. */
  excuse(sender: SlowSender, now: number): void {
    const begun = this.#begun.get(sender);
    if (begun) begun.since = now;
  }

  isLate(sender: SlowSender, now: number): boolean {
    const begun = this.#begun.get(sender);
    return begun !== undefined && now - begun.since >= this.#patience;
  }

  /** Calling it twice is harmless. */
  leave(sender: SlowSender): void {
    this.#bytes -= this.#begun.get(sender)?.bytes ?? 0;
    this.#begun.delete(sender);
  }
}
