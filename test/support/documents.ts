import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A block of code in a document. */
export interface Snippet {
  readonly language: string;
  /** The words after the language: the name of a file or of a command. Empty for lines that belong into a file. */
  readonly name: string;
  readonly code: string;
}

/** Every block of code of a document, in its order. @param path from the root of the repository */
export function snippetsOf(path: string): readonly Snippet[] {
  const text = readFileSync(join(import.meta.dirname, '../..', path), 'utf8');
  return [...text.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(([, language = '', name = '', code = '']) => ({ language, name, code }));
}
