import { lineEnd, startsWith, type Take, textOf } from './part.ts';

/** An event stream from the start of an event, or of its `retry:` line. */
export function eventParts(bytes: Uint8Array, start: number, take: Take): void {
  /** Of the event under way; a notification has none. */
  let event: string | undefined;
  for (let from = start; from < bytes.length; ) {
    const to = lineEnd(bytes, from);
    if (startsWith(bytes, from, 'data: ')) {
      from = dataParts(bytes, from, event, take);
      event = undefined;
      continue;
    }
    if (startsWith(bytes, from, 'event: ')) event = textOf(bytes, from + 7, to).trimEnd();
    take({ from, to, kind: 'framing', name: lineName(bytes, from) });
    from = to;
  }
}

/** The line with its value, and the two line feeds behind it. @returns the place behind them */
function dataParts(bytes: Uint8Array, from: number, event: string | undefined, take: Take): number {
  const feed = bytes.indexOf(0x0a, from);
  const end = feed < 0 ? bytes.length : feed;
  take({ from, to: from + 6, kind: 'framing', name: 'data:' });
  if (end > from + 6) take({ from: from + 6, to: end, kind: event === undefined ? 'payload' : 'framing', name: event ?? 'notification' });
  const to = Math.min(end + 2, bytes.length);
  if (to > end) take({ from: end, to, kind: 'framing', name: 'blank line' });
  return to;
}

const fields = ['id:', 'event:', 'retry:'];

const lineName = (bytes: Uint8Array, from: number): string => fields.find((field) => startsWith(bytes, from, field)) ?? 'line';
