import type { Environment } from '../result/result.ts';
import type { PeerOptions } from './options.ts';

/** By column. JSON has `null` for what is not a number. */
export type Values = Readonly<Record<string, number | null>>;

/** The measurements of one arm in one round, as one row of one table. */
export interface Reading {
  readonly table: string;
  readonly arm: string;
  readonly values: Values;
}

/** The result that `--json` writes. It leaves out the paths of its output files. */
export interface PeersResult extends Pick<PeerOptions, 'settings' | 'measures' | 'only'> {
  /** 2: tables are made of the readings when they are shown. */
  readonly format: 2;
  /** When it ended, in ISO 8601. */
  readonly date: string;
  /** The commit when the run began. */
  readonly commit: string;
  readonly environment: Environment;
  readonly peers: readonly { readonly name: string; readonly version: string; readonly setup: string }[];
  /** Every reading, by round. */
  readonly rounds: readonly (readonly Reading[])[];
  /** Arms that failed in a round, and why; absent if there are none. */
  readonly failures?: readonly string[];
  /** The run was interrupted, so the last round lacks arms; absent if it was not. */
  readonly partial?: true;
}
