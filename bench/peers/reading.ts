import type { Settings } from './settings.ts';

/** The measurements of one arm in one round, as one row of one table. */
export interface Reading {
  readonly table: string;
  readonly arm: string;
  /** By column. `ratioOf` names the column that is compared with the floor's of the same round. JSON has `null` for what is not a number. */
  readonly values: Readonly<Record<string, number | null>>;
}

/** A table: its rows are arms, its columns medians over the rounds. */
export interface Table {
  readonly name: string;
  /** What it shows, in a sentence. */
  readonly about: string;
  /** The arm that ratios refer to; without it there are none. */
  readonly floor?: string;
  /** The arm that is an identical copy of the floor. */
  readonly twin?: string | undefined;
  readonly ratioOf: string;
  /** In which direction a ratio is better. */
  readonly better: 'less' | 'more';
  /** Readers, payload, window. */
  conditions(settings: Settings): string;
}
