import type { Reference } from '../model/index.ts';

/** A page, and the content security policy that it needs. */
export interface ServedPage {
  readonly html: string;
  readonly policy: string;
}

/** The page of the newest result in a folder; if there is none, it says how to make one. */
export interface NewestDigest {
  readonly page: ServedPage;
  readonly reference?: Reference;
}

/** A result that a visitor dropped and, if requested and possible, the section that compares it with the newest of a folder. */
export interface DroppedDigest {
  readonly reference: Reference;
  readonly html?: string;
}
