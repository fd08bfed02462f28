import { Filter } from '../../../stream/log/filter.ts';
import type { LogWindow } from '../../../stream/log/log-window.ts';
import type { TraceRecord } from './messages.ts';

const noLimits = { count: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

/** The retained notifications after `seq`, as records. */
export function publishedSince(window: LogWindow, seq: number): TraceRecord[] {
  return window.read(Math.max(seq, window.oldest - 1), Filter.all, noLimits).entries.map(({ id, event, json }) => ({
    kind: 'published',
    at: scheduledAt(json),
    id,
    event,
    bytes: json.byteLength,
  }));
}

/** The `at` of a notification: its last field but `broadcast`, and the only one there that is a number. */
const scheduledAt = (json: Buffer): number => Number.parseFloat(json.toString('latin1', json.lastIndexOf('"at":') + 5));
