/** A command line, variable or file that cannot be used: what was expected, what came, and what to do. The program ends with 2. */
export class UsageError extends Error {}

/** What a kind throws for one text. The reader of the command line adds the name of the flag or variable. */
export class RefusedValue extends Error {
  readonly got: string;
  readonly expected: string;

  /** @param expected follows "Expected --flag to be", such as `a number from 1 to 10` */
  constructor(got: string, expected: string) {
    super(`Expected ${expected}; got ${JSON.stringify(got)}.`);
    this.got = got;
    this.expected = expected;
  }
}
