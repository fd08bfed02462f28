import { readFileSync, writeFileSync } from 'node:fs';

/** Two comments of a document: a script generates everything between them. */
export interface Markers {
  readonly begin: string;
  readonly end: string;
}

/** @returns the part between the markers, markers included, or `undefined` if there is none */
export function markedPart(text: string, { begin, end }: Markers): string | undefined {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  return from < 0 || to < from ? undefined : text.slice(from, to + end.length);
}

/** Replaces this section of the text. @param name of the document @throws Error if it has none */
export function withMarked(text: string, section: string, markers: Markers, name: string): string {
  const old = markedPart(text, markers);
  if (old !== undefined) return text.split(old).join(section);
  throw new Error(`Expected ${markers.begin} … ${markers.end} in ${name}; got neither. Write them where the section is to go.`);
}

/** Replaces this section in a file. @throws Error if it has none */
export const rewriteMarked = (document: string, section: string, markers: Markers): void =>
  writeFileSync(document, withMarked(readFileSync(document, 'utf8'), section, markers, document));
