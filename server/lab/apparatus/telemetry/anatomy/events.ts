import { lineEnd, type Part, startsWith, type Take, textOf } from './part.ts';

const explanations = {
  'retry:': 'Milliseconds that the browser waits before it connects again. Drawn for each reader, so that they do not all come back at once.',
  'event:': 'The type of this event. A notification has none: its type is in its JSON.',
  'id:': 'What the browser presents as Last-Event-ID when it connects again.',
  'data:': 'The rest of the line is the data (HTML standard section 9.2.5).',
  'blank line': 'Ends the line and, as an empty one, the event: now it is dispatched.',
} as const;

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
    take({ from, to, ...lineOf(bytes, from) });
    from = to;
  }
}

/** The line with its value, and the two line feeds behind it. @returns the place behind them */
function dataParts(bytes: Uint8Array, from: number, event: string | undefined, take: Take): number {
  const feed = bytes.indexOf(0x0a, from);
  const end = feed < 0 ? bytes.length : feed;
  take({ from, to: from + 6, kind: 'framing', name: 'data:', explanation: explanations['data:'] });
  if (end > from + 6) take({ from: from + 6, to: end, kind: event === undefined ? 'payload' : 'framing', name: event ?? 'notification' });
  const to = Math.min(end + 2, bytes.length);
  if (to > end) take({ from: end, to, kind: 'framing', name: 'blank line', explanation: explanations['blank line'] });
  return to;
}

function lineOf(bytes: Uint8Array, from: number): Pick<Part, 'kind' | 'name' | 'explanation'> {
  for (const name of ['id:', 'event:', 'retry:'] as const)
    if (startsWith(bytes, from, name)) return { kind: 'framing', name, explanation: explanations[name] };
  return { kind: 'framing', name: 'line' };
}
