/** An exchange taken apart: pure. */
import { anatomy, type Part, sumOf } from '../../../server/lab/apparatus/telemetry/anatomy.ts';
import type { ByteParts } from '../../../server/lab/apparatus/telemetry/messages.ts';
import { type TransportName, transportNames } from '../../../server/stream/protocol.ts';
import { shortened } from '../shortened.ts';

export type Direction = 'up' | 'down';

/** One direction of an exchange. */
export interface Side {
  readonly bytes: Uint8Array;
  readonly parts: readonly Part[];
  readonly sum: ByteParts;
}

export interface Dissection {
  readonly transport: TransportName;
  readonly up: Side;
  readonly down: Side;
}

export const kinds = ['headers', 'framing', 'payload'] as const;
type Kind = (typeof kinds)[number];

const ascii = new TextDecoder('latin1');

/** The transport of a request, by its path. */
function transportOf(up: Uint8Array): TransportName {
  const [, name] = /^GET \/stream\/([a-z-]+)/.exec(ascii.decode(up.subarray(0, 64))) ?? [];
  return transportNames.find((one) => one === name) ?? 'polling';
}

/** Takes both directions apart. */
export function dissect(up: Uint8Array, down: Uint8Array): Dissection {
  const transport = transportOf(up);
  const side = (direction: Direction, bytes: Uint8Array): Side => {
    const parts = anatomy(direction, transport, bytes);
    return { bytes, parts, sum: sumOf(parts) };
  };
  return { transport, up: side('up', up), down: side('down', down) };
}

export const total = ({ headers, framing, payload }: ByteParts): number => headers + framing + payload;

/** The share of all bytes that are notifications, 0 to 1; 0 of nothing. */
export function usefulShare({ up, down }: Pick<Dissection, 'up' | 'down'>): number {
  const all = total(up.sum) + total(down.sum);
  return all > 0 ? (up.sum.payload + down.sum.payload) / all : 0;
}

/** The part that a byte belongs to: parts follow each other without holes. @returns its index */
export function partAt(parts: readonly Part[], place: number): number {
  let [low, high] = [0, parts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((parts[middle]?.from ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The rows of a long list that must exist for the visible part. @returns the first, and the one behind the last */
export function windowOf(count: number, rowHeight: number, scrolled: number, height: number, spare = 4): readonly [first: number, end: number] {
  const first = Math.max(0, Math.floor(scrolled / rowHeight) - spare);
  return [Math.min(first, Math.max(0, count - 1)), Math.min(count, Math.ceil((scrolled + height) / rowHeight) + spare)];
}

/** A run of bytes of one part within a row of the hex view. */
export interface Run {
  readonly part: number;
  readonly kind: Kind;
  readonly hex: string;
  readonly text: string;
}

const printable = (byte: number): string => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '·');

/** One row of the hex view, cut where a part ends. @param from the offset of its first byte */
export function hexRow({ bytes, parts }: Side, from: number, length: number): Run[] {
  const runs: Run[] = [];
  const until = Math.min(bytes.length, from + length);
  for (let place = from; place < until; ) {
    const index = partAt(parts, place);
    const part = parts[index];
    if (!part) break;
    const row = [...bytes.subarray(place, Math.min(part.to, until))];
    runs.push({
      part: index,
      kind: part.kind,
      hex: row.map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
      text: row.map(printable).join(''),
    });
    place += row.length;
  }
  return runs;
}

const utf8 = new TextDecoder();
/** Characters of a part that are shown. */
const shown = 4_000;

/** What a part says, as text and nothing else; masked bytes as what they mean. */
export const textOf = ({ bytes }: Side, { from, to, text }: Part): string => shortened(text ?? utf8.decode(bytes.subarray(from, to)), shown);
