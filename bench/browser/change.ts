/** Lets one caller wait for a condition, which is checked at every change. */
export class Change {
  #tell: () => void = () => {};

  happened(): void {
    this.#tell();
  }

  /** @param patience milliseconds @returns the first value that `find` returned; `undefined` if there was none in time */
  async until<Found>(find: () => Found | undefined, patience: number): Promise<Found | undefined> {
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      this.#tell();
    }, patience);
    try {
      for (;;) {
        const found = find();
        if (found !== undefined || over) return found;
        await new Promise<void>((resolve) => {
          this.#tell = resolve;
        });
      }
    } finally {
      clearTimeout(timer);
    }
  }
}
