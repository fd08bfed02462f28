import type { Reference } from '../model/index.ts';

/** A page, and the content security policy that lets it do what it has to. */
export interface ServedPage {
  readonly html: string;
  readonly policy: string;
}

/** The newest result of a folder: its page, which says how to make one where there is none. */
export interface NewestDigest {
  readonly page: ServedPage;
  readonly reference?: Reference;
}

/** A result that somebody dropped, and the section that compares it with the newest of a folder, if there is one and that was asked for. */
export interface DroppedDigest {
  readonly reference: Reference;
  readonly html?: string;
}
