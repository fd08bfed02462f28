/** Control characters (C0, DEL, C1: a terminal obeys them), line separators, and what turns the direction of writing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const unsafe = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu;

/** Characters of a line for the terminal; what a peer says may be a mebibyte. */
const longestLine = 1_000;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * What somebody else said, as it may stand in a line of a terminal or a log: on one line, obeyed by nobody, and not long.
 * @param longest characters, before escaping
 */
export function printable(text: string, longest = longestLine): string {
  const cut = text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  return cut.replace(unsafe, escaped);
}

/** The same for what has several lines of our own, such as a stack. */
export const printableLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => printable(line))
    .join('\n');
