/** Control characters (C0, DEL, C1), which can command a terminal; line separators; characters that change the direction of text; lone surrogates. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const unsafe = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu;

/** The most characters of a line; text from a client may be 1 MiB long. */
const longestLine = 1_000;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Makes text from outside safe for a terminal or a log: one line, no control characters, limited in length.
 * @param longest characters, before escaping
 */
export function printable(text: string, longest = longestLine): string {
  const cut = text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  return cut.replace(unsafe, escaped);
}

/** The same for our own text of several lines, such as a stack. */
export const printableLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => printable(line))
    .join('\n');
