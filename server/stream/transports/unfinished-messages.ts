/** A client that has begun a message but not completed it. */
export interface SlowSender {
  /** Called to free the memory of its message for others. */
  crowdedOut(): void;
}

interface Begun {
  since: number;
  bytes: number;
}

/** Limits the unfinished messages of all clients, in time and in bytes together. A normal message is complete within milliseconds, so the oldest ones are cut first. */
export class UnfinishedMessages {
  readonly #begun = new Map<SlowSender, Begun>();
  readonly #patience: number;
  readonly #maxBytes: number;
  #bytes = 0;

  /** @param patience milliseconds from the first byte of a message to its last @param maxBytes of the unfinished messages of all clients together */
  constructor(patience: number, maxBytes: number) {
    this.#patience = patience;
    this.#maxBytes = maxBytes;
  }

  /** @param bytes of the sender's unfinished message so far; 0 if there is none @param isAnother whether it began after the message that was noted before */
  note(sender: SlowSender, bytes: number, isAnother: boolean, now = performance.now()): void {
    if (bytes === 0 || isAnother) this.leave(sender);
    if (bytes === 0) return;
    const begun = this.#begun.get(sender);
    this.#bytes += bytes - (begun?.bytes ?? 0);
    if (begun) begun.bytes = bytes;
    else this.#begun.set(sender, { since: now, bytes });
    for (const [oldest] of this.#begun) {
      if (this.#bytes <= this.#maxBytes) return;
      this.leave(oldest);
      oldest.crowdedOut();
    }
  }

  /** Restarts the sender's time, because the server had paused the connection. */
  excuse(sender: SlowSender, now: number): void {
    const begun = this.#begun.get(sender);
    if (begun) begun.since = now;
  }

  isLate(sender: SlowSender, now: number): boolean {
    const begun = this.#begun.get(sender);
    return begun !== undefined && now - begun.since >= this.#patience;
  }

  /** May be called twice. */
  leave(sender: SlowSender): void {
    this.#bytes -= this.#begun.get(sender)?.bytes ?? 0;
    this.#begun.delete(sender);
  }
}
