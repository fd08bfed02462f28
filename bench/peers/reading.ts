/** What one arm was seen to need in one round, as one row of one table. */
export interface Reading {
  readonly table: string;
  readonly arm: string;
  /** By column; `ratioOf` names the column that is compared with the floor's of the same round. */
  readonly values: Readonly<Record<string, number>>;
}

/** A table: its rows are arms, its columns medians over the rounds. */
export interface Table {
  readonly name: string;
  /** What it shows, in a sentence. */
  readonly about: string;
  readonly floor: string;
  readonly ratioOf: string;
}
