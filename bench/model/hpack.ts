import { byteLength, type Fields } from './http-head.ts';

/** Bits of the Huffman code of each printable ASCII character (RFC 7541, appendix B), by their number. */
const bitsOf: Readonly<Record<number, string>> = {
  5: '012aceiost',
  6: ' %-./3456789=A_bdfghlmnpru',
  7: ':BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz',
  8: '&*,;XZ',
  10: '!"()?',
  11: "'+|",
  12: '#>',
  13: '$@[]~',
  14: '^}',
  15: '<`{',
  19: '\\',
};

const huffmanBits = new Map(Object.entries(bitsOf).flatMap(([bits, characters]) => [...characters].map((one) => [one, Number(bits)] as const)));

/** Bytes of a text in HPACK's Huffman code. @throws RangeError for characters that no field of this lab has */
function huffmanBytes(text: string): number {
  let bits = 0;
  for (const one of text) {
    const own = huffmanBits.get(one);
    if (own === undefined) throw new RangeError(`Expected printable ASCII; got ${JSON.stringify(one)}.`);
    bits += own;
  }
  return Math.ceil(bits / 8);
}

/** Bytes of a whole number behind a prefix of this many bits (RFC 7541, 5.1). */
function integerBytes(value: number, prefix: number): number {
  const full = 2 ** prefix - 1;
  if (value < full) return 1;
  let [bytes, rest] = [2, value - full];
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes += 1;
  return bytes;
}

/** Bytes of a string literal (RFC 7541, 5.2). @param huffman whether the encoder uses the Huffman code where it is shorter */
function literalBytes(text: string, huffman = true): number {
  const plain = byteLength(text);
  const length = huffman ? Math.min(plain, huffmanBytes(text)) : plain;
  return integerBytes(length, 7) + length;
}

/** Entries of the static table (RFC 7541, appendix A) that this lab and its clients use: whole fields, and names alone. */
const staticFields: ReadonlyMap<string, number> = new Map([
  [':method: GET', 2],
  [':scheme: https', 7],
  [':status: 200', 8],
  [':status: 204', 9],
]);

const staticNames: ReadonlyMap<string, number> = new Map([
  [':authority', 1],
  [':method', 2],
  [':path', 4],
  [':scheme', 6],
  [':status', 8],
  ['accept-encoding', 16],
  ['accept-language', 17],
  ['accept', 19],
  ['cache-control', 24],
  ['content-length', 28],
  ['content-type', 31],
  ['cookie', 32],
  ['date', 33],
  ['referer', 51],
  ['server', 54],
  ['user-agent', 58],
]);

/** Entries of the static table; the dynamic one begins behind it. */
const staticEntries = 61;
/** Bytes that an entry counts besides its name and value (RFC 7541, 4.1), and the default size of a table. */
const entryOverhead = 32;
const tableBytes = 4_096;

/** Bytes of header blocks, in the order in which a connection sends them. */
export interface BlockSizes {
  /** @param fields names in lower case, pseudo-fields first */
  next(fields: Fields): number;
}

/**
 * An encoder that keeps every field in its dynamic table, as nghttp2 and Go do: a field that was sent before takes one byte, or two where the table
 * is full of others.
 * @param unindexed names whose values change too often to be kept
 */
export class IndexingSizes implements BlockSizes {
  readonly #unindexed: ReadonlySet<string>;
  /** The newest first. */
  readonly #table: { readonly field: string; readonly name: string; readonly size: number }[] = [];

  constructor(unindexed: readonly string[] = []) {
    this.#unindexed = new Set(unindexed);
  }

  next(fields: Fields): number {
    return fields.reduce((sum, [name, value]) => sum + this.#field(name, value), 0);
  }

  #field(name: string, value: string): number {
    const field = `${name}: ${value}`;
    const known = staticFields.get(field);
    if (known !== undefined) return integerBytes(known, 7);
    const place = this.#table.findIndex((entry) => entry.field === field);
    if (place >= 0) return integerBytes(staticEntries + 1 + place, 7);
    const isKept = !this.#unindexed.has(name);
    const bytes = this.#name(name, isKept ? 6 : 4) + literalBytes(value);
    if (isKept) this.#keep(field, name, byteLength(name) + byteLength(value) + entryOverhead);
    return bytes;
  }

  #name(name: string, prefix: number): number {
    const known = staticNames.get(name);
    if (known !== undefined) return integerBytes(known, prefix);
    const place = this.#table.findIndex((entry) => entry.name === name);
    return place >= 0 ? integerBytes(staticEntries + 1 + place, prefix) : 1 + literalBytes(name);
  }

  #keep(field: string, name: string, size: number): void {
    this.#table.unshift({ field, name, size });
    let total = this.#table.reduce((sum, entry) => sum + entry.size, 0);
    while (total > tableBytes) total -= this.#table.pop()?.size ?? total;
  }
}

/**
 * An encoder without a dynamic table: repeated fields are sent in full again.
 * @param huffman whether values are coded; those of `raw` are not @param named names that it sends as an index; absent: all of the static table
 */
export class LiteralSizes implements BlockSizes {
  readonly #huffman: boolean;
  readonly #raw: readonly string[];
  readonly #named: readonly string[] | undefined;

  constructor({ huffman, raw = [], named }: { readonly huffman: boolean; readonly raw?: readonly string[]; readonly named?: readonly string[] }) {
    this.#huffman = huffman;
    this.#raw = raw;
    this.#named = named;
  }

  next(fields: Fields): number {
    return fields.reduce((sum, [name, value]) => sum + this.#field(name, value), 0);
  }

  #field(name: string, value: string): number {
    if (staticFields.has(`${name}: ${value}`)) return 1;
    const isNamed = staticNames.has(name) && (this.#named?.includes(name) ?? true);
    return (isNamed ? 1 : 1 + literalBytes(name, this.#huffman)) + literalBytes(value, this.#huffman && !this.#raw.includes(name));
  }
}
