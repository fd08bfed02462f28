/** Lets somebody wait for what changes with every chunk, answer or end of a connection. */
export class Changes {
  readonly #waiting = new Set<() => void>();

  /** Something has changed: whoever waits looks again. */
  tell(): void {
    for (const look of [...this.#waiting]) look();
  }

  /** @param milliseconds at most @returns whether it holds; `false` when the time is over */
  until(holds: () => boolean, milliseconds: number): Promise<boolean> {
    if (holds()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (held: boolean) => {
        clearTimeout(late);
        this.#waiting.delete(look);
        resolve(held);
      };
      const look = () => {
        if (holds()) end(true);
      };
      const late = setTimeout(() => end(holds()), milliseconds);
      this.#waiting.add(look);
    });
  }
}
