import type { environment } from '../run/environment.ts';
import type { PeerOptions } from './options.ts';
import type { Reading } from './reading.ts';

/** The result that `--json` writes. It leaves out the paths of its output files. */
export interface PeersResult extends Pick<PeerOptions, 'settings' | 'measures' | 'only'> {
  /** 2: tables are made of the readings when they are shown. */
  readonly format: 2;
  /** When it ended, in ISO 8601. */
  readonly date: string;
  /** The commit when the run began. */
  readonly commit: string;
  readonly environment: Awaited<ReturnType<typeof environment>>;
  readonly peers: readonly { readonly name: string; readonly version: string; readonly setup: string }[];
  /** Every reading, by round. */
  readonly rounds: readonly (readonly Reading[])[];
  /** Arms that failed in a round, and why; absent if there are none. */
  readonly failures?: readonly string[];
  /** The run was interrupted, so the last round lacks arms; absent if it was not. */
  readonly partial?: true;
}
