import { eventParts } from './events.ts';
import { type Take, textOf } from './part.ts';

/** Reads the size line of a chunk. @returns the size, and the offset after the line; `undefined` if it is missing or incomplete */
function sizeLine(bytes: Uint8Array, from: number): { readonly size: number; readonly end: number } | undefined {
  const digits = /^([0-9a-f]{1,8})\r\n/i.exec(textOf(bytes, from, Math.min(from + 10, bytes.length)))?.[1];
  return digits === undefined ? undefined : { size: Number.parseInt(digits, 16), end: from + digits.length + 2 };
}

/** An event stream in chunks, from the start of one; from the start of an event with HTTP/1.0, which has no chunks. */
export function chunkedEventParts(bytes: Uint8Array, start: number, take: Take): void {
  if (!sizeLine(bytes, start)) {
    eventParts(bytes, start, take);
    return;
  }
  const part = (from: number, end: number, name: string): number => {
    const to = Math.min(end, bytes.length);
    if (to > from) take({ from, to, kind: 'framing', name });
    return to;
  };
  for (let place = start; place < bytes.length; ) {
    // Anything else here can only be a size line that is cut.
    const { size, end } = sizeLine(bytes, place) ?? { size: bytes.length, end: bytes.length };
    if (size === 0) {
      place = part(place, end + 2, 'last chunk');
      continue;
    }
    const from = part(place, end, 'chunk size');
    const to = Math.min(from + size, bytes.length);
    eventParts(bytes.subarray(0, to), from, take);
    place = part(to, to + 2, 'chunk end');
  }
}
