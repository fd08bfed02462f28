/** Two comments of a document: what stands between them is written by a script, and by nobody else. */
export interface Markers {
  readonly begin: string;
  readonly end: string;
}

/** @returns the part between the markers, markers included, or `undefined` if there is none */
export function markedPart(text: string, { begin, end }: Markers): string | undefined {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  return from < 0 || to < from ? undefined : text.slice(from, to + end.length);
}
