import type { Coefficients } from '../../../../bench/model.ts';

/** What is asked of the process that reads results. */
export type Question =
  /** The newest result of a folder. */
  | { readonly ask: 'report'; readonly folder: string }
  /** A result's text, and whether to compare it with that one. */
  | { readonly ask: 'dropped'; readonly folder: string; readonly text: string; readonly compare: boolean };

/** Whose coefficients they are. */
export interface Reference {
  readonly coefficients: Coefficients;
  /** ISO 8601. */
  readonly started: string;
  readonly commit: string;
  readonly machine: string;
}

/** What it found; nothing, where there is no result. */
export interface Digest {
  /** The whole report, or the section of a comparison. */
  readonly html?: string;
  readonly reference?: Reference;
}

/** `refused` says what is wrong with what was dropped. */
export type DigestReply = { readonly digest: Digest } | { readonly refused: string } | { readonly failed: string };
