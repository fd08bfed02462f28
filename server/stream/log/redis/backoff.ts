/** Milliseconds between two attempts to connect: the first, and the most. */
const first = 50;
const most = 1_000;

/** Waits longer each time, by a random part of it: nodes that lost the same Redis do not come back in one instant. */
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

  /** It has worked. */
  reset(): void {
    this.#wait = first;
    this.#news = '';
  }

  /** Whether this failure is another one than the last. */
  isNews(failure: string): boolean {
    const isNew = failure !== this.#news;
    this.#news = failure;
    return isNew;
  }

  /** Ends the waiting at once, now and from now on. */
  stop(): void {
    this.#stopped = true;
    this.#end();
  }
}
