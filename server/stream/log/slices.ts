import type { Page } from './page.ts';

/** Collects notifications as slices of their pages, without copying: neighbours in one page are one slice. */
export class Slices {
  count = 0;
  readonly #parts: Buffer[] = [];
  #run: { readonly page: Page; readonly from: number; to: number } | undefined;

  /** @param seq larger than any before it */
  add(page: Page, seq: number): void {
    this.count += 1;
    const run = this.#run;
    if (run?.page === page && run.to === seq - 1) {
      run.to = seq;
      return;
    }
    if (run) this.#parts.push(run.page.run(run.from, run.to, true));
    this.#run = { page, from: seq, to: seq };
  }

  /** Ends the last slice; called once. @returns all slices; a comma follows each but the last */
  end(): Buffer[] {
    const run = this.#run;
    if (run) this.#parts.push(run.page.run(run.from, run.to));
    return this.#parts;
  }
}
