/** Milliseconds between two attempts to connect: the first wait and the longest. */
const first = 50;
const most = 1_000;

/** Waits longer each time, with a random part, so that nodes that lost the same Redis do not all reconnect at once. */
export class Backoff {
  #wait = first;
  #news = '';
  #end: () => void = () => {};
  #stopped = false;

  wait(): Promise<void> {
    const milliseconds = this.#wait * (0.5 + Math.random() / 2);
    this.#wait = Math.min(most, this.#wait * 2);
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** The connection works again. */
  reset(): void {
    this.#wait = first;
    this.#news = '';
  }

  /** Whether this failure differs from the last one, and is worth reporting. */
  isNews(failure: string): boolean {
    const isNew = failure !== this.#news;
    this.#news = failure;
    return isNew;
  }

  /** Ends the current wait, and every later one, at once. */
  stop(): void {
    this.#stopped = true;
    this.#end();
  }
}
