/** Tells the one who waits that something changed, and lets him wait for what he wants to be true. */
export class Change {
  #tell: () => void = () => {};

  happened(): void {
    this.#tell();
  }

  /** @param patience milliseconds @returns what `find` returned once it was something; `undefined` if it was nothing by then */
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
