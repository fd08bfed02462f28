/** A run of bytes that means one thing. */
export interface Part {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly kind: 'headers' | 'framing' | 'payload';
  /** A field's name as it was spelt, or what the part is: `request line`, `notification`, `masking key` … */
  readonly name: string;
  /** What its bits say, where they say more than its name. */
  readonly explanation?: string;
  /** What masked bytes say. */
  readonly text?: string;
}

export type Take = (part: Part) => void;

const utf8 = new TextDecoder();

export const textOf = (bytes: Uint8Array, from: number, to: number): string => utf8.decode(bytes.subarray(from, to));

/** The place behind the next line feed, or the end. */
export function lineEnd(bytes: Uint8Array, from: number): number {
  const feed = bytes.indexOf(0x0a, from);
  return feed < 0 ? bytes.length : feed + 1;
}

/** Whether the bytes at a place are this ASCII text. */
export function startsWith(bytes: Uint8Array, from: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (bytes[from + index] !== text.charCodeAt(index)) return false;
  return true;
}
