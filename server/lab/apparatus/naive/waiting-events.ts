/** Bytes in all queues of a server. */
export interface Sum {
  bytes: number;
  mostBytes: number;
}

/** Events in the order in which they came, and how much memory they take. */
export class WaitingEvents {
  readonly #sum: Sum;
  #events: string[] = [];
  /** What stands before it has left: to move a long list with each of them would take the square of its length. */
  #next = 0;
  bytes = 0;
  #mostBytes = 0;

  constructor(sum: Sum) {
    this.#sum = sum;
  }

  get length(): number {
    return this.#events.length - this.#next;
  }

  /** `mostBytes` since the client connected. */
  get sizes() {
    return { queued: this.length, bytes: this.bytes, mostBytes: this.#mostBytes };
  }

  add(text: string): void {
    this.#events.push(text);
    this.#count(Buffer.byteLength(text));
  }

  /** The oldest; '' where there is none. */
  take(): string {
    const text = this.#events[this.#next] ?? '';
    this.#next += 1;
    if (this.#next * 2 >= this.#events.length) {
      this.#events = this.#events.slice(this.#next);
      this.#next = 0;
    }
    this.#count(-Buffer.byteLength(text));
    return text;
  }

  clear(): void {
    this.#events = [];
    this.#next = 0;
    this.#count(-this.bytes);
  }

  #count(bytes: number): void {
    this.bytes += bytes;
    this.#mostBytes = Math.max(this.#mostBytes, this.bytes);
    this.#sum.bytes += bytes;
    this.#sum.mostBytes = Math.max(this.#sum.mostBytes, this.#sum.bytes);
  }
}
