/** Records as a table for other programs: pure. */
import { recordColumns } from '../saved-run/write-run.ts';
import type { Track } from '../track/records.ts';

/** RFC 4180; no cell holds text of a notification. */
export function formatRunCsv(track: Pick<Track, 'scan'>): string {
  const rows: string[] = [recordColumns.join(',')];
  track.scan(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, (record) => rows.push(recordColumns.map((name) => record[name] ?? '').join(',')));
  return rows.map((row) => `${row}\r\n`).join('');
}
