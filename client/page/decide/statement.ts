import { type FigureName, figureText } from './measured.ts';

/** A number that was measured, in the middle of a sentence. */
export interface Measured {
  readonly figure: FigureName;
}

/** A number that follows from the answers and is not measured. */
export interface Given {
  readonly given: string;
}

export type Part = string | Measured | Given;

/** A way for readers to see it themselves. */
export interface Demonstration {
  /** As it can be pasted into a shell. */
  readonly command?: string;
  /** A door of the page, such as `try/drone`; '' is the lab. */
  readonly door?: string;
  /** What to do there. */
  readonly act?: string;
}

/** The source of a sentence that no run can measure. */
export type Source =
  /** A section of a specification. */
  | { readonly section: string; readonly url: string }
  /** A key of docs/browser-facts.json. */
  | { readonly fact: string }
  /** A document in docs/, with its anchor. */
  | { readonly document: string };

export interface Statement extends Demonstration {
  readonly parts: readonly Part[];
  readonly source?: Source;
}

/** A sentence: the template's text is words, and every number is a part. */
export const say = (words: TemplateStringsArray, ...parts: readonly Part[]): readonly Part[] =>
  words.flatMap((word, index) => [word, ...(parts[index] === undefined ? [] : [parts[index]])]).filter((part) => part !== '');

export const measured = (figure: FigureName): Measured => ({ figure });
export const given = (text: string): Given => ({ given: text });

export const partText = (part: Part): string => {
  if (typeof part === 'string') return part;
  return 'figure' in part ? figureText(part.figure) : part.given;
};

/** The source of a sentence without a measured number; `undefined` if it has one. */
export const unmeasured = ({ parts, source }: Statement): Source | undefined =>
  parts.some((part) => typeof part !== 'string' && 'figure' in part) ? undefined : source;

/** The word for such a source: a specification states facts, a document of ours shows what was tried. */
export const unmeasuredBy = (source: Source): string => ('section' in source ? 'a fact of' : 'shown in');

export const textOf = ({ parts }: Statement): string => parts.map(partText).join('');
