/** Bytes as text, and texts as what differs from a text before: heads of requests are all alike. Pure. */

/** What text it resembles (-1 for none), how many characters they begin with together, what stands between, and how many they end with together. */
export type Coded = readonly [like: number, head: number, middle: string, tail: number];

/** How many texts are looked back. */
const reach = 8;

/** One character for each byte. */
export function textOfBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** @returns `undefined` if a character is no byte */
export function bytesOfText(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 255) return undefined;
    bytes[index] = code;
  }
  return bytes;
}

function against(text: string, other: string, like: number): Coded {
  const most = Math.min(text.length, other.length);
  let head = 0;
  while (head < most && text[head] === other[head]) head += 1;
  let tail = 0;
  while (tail < most - head && text.at(-1 - tail) === other.at(-1 - tail)) tail += 1;
  return [like, head, text.slice(head, text.length - tail), tail];
}

/** Each text by the one of the last few that it has most in common with. */
export function encodeTexts(texts: readonly string[]): Coded[] {
  return texts.map((text, index) => {
    let best: Coded = [-1, 0, text, 0];
    for (let like = Math.max(0, index - reach); like < index; like += 1) {
      const coded = against(text, texts[like] ?? '', like);
      if (coded[2].length < best[2].length) best = coded;
    }
    return best;
  });
}

/** @returns the text; `undefined` where what it is like is not there, or too short */
export function decodeText(before: readonly string[], [like, head, middle, tail]: Coded): string | undefined {
  const other = like === -1 ? '' : before[like];
  if (other === undefined || head + tail > other.length) return undefined;
  return other.slice(0, head) + middle + other.slice(other.length - tail);
}
