import { lineEnd, startsWith, type Take, textOf } from './part.ts';

export const isRequest = (bytes: Uint8Array): boolean => startsWith(bytes, 0, 'GET ');
export const isResponse = (bytes: Uint8Array): boolean => startsWith(bytes, 0, 'HTTP/1.');

/** Of a response whose status line is there. */
export const statusOf = (bytes: Uint8Array): number => Number(textOf(bytes, 9, 12));

/** Takes a head apart. @returns the place behind its empty line, or the end */
export function headParts(side: 'request' | 'response', bytes: Uint8Array, take: Take): number {
  let from = lineEnd(bytes, 0);
  take({ from: 0, to: from, kind: 'headers', name: side === 'request' ? 'request line' : 'status line' });
  while (from < bytes.length) {
    const to = lineEnd(bytes, from);
    if (startsWith(bytes, from, '\r\n') || to === from + 1) {
      take({ from, to, kind: 'headers', name: 'blank line' });
      return to;
    }
    const colon = bytes.indexOf(0x3a, from);
    take({ from, to, kind: 'headers', name: textOf(bytes, from, colon < 0 || colon > to ? to : colon) });
    from = to;
  }
  return from;
}
