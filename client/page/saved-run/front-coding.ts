/** Bytes as text, and texts as differences from an earlier one, because heads of requests are alike. Pure. */

/** Index of the similar text (-1 for none), length of the common beginning, the middle, and length of the common end. */
export type Coded = readonly [like: number, head: number, middle: string, tail: number];

/** How many texts are searched backwards. */
const reach = 8;

/** One character for each byte. */
export function textOfBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** @returns `undefined` if a character is not a byte */
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

/** Encodes each text by the most similar of the last few. */
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

/** @returns the text; `undefined` if the earlier text does not exist or is too short */
export function decodeText(before: readonly string[], [like, head, middle, tail]: Coded): string | undefined {
  const other = like === -1 ? '' : before[like];
  if (other === undefined || head + tail > other.length) return undefined;
  return other.slice(0, head) + middle + other.slice(other.length - tail);
}
