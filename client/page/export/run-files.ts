/** A run as files: pure. */
import type { ServerLoad } from '../../../server/lab/apparatus/telemetry/messages.ts';
import type { TransportName } from '../../../server/stream/protocol.ts';
import type { Settings } from '../settings/settings.ts';
import type { Track, TrackRecord } from '../track/records.ts';
import { numbers } from '../track/ring.ts';
import type { LaneSummary } from '../track/summary.ts';

/** What is taken along. */
export interface Run {
  /** Epoch milliseconds of the server's clock. */
  readonly taken: number;
  /** How well the clocks of page and server agree, in milliseconds; `null` while nobody knows. */
  readonly clockError: number | null;
  readonly browser: string;
  readonly settings: Settings;
  readonly summaries: Readonly<Record<TransportName, LaneSummary>>;
  readonly loads: readonly ServerLoad[];
  readonly track: Pick<Track, 'scan'>;
}

const [at, ...others] = numbers;

/** Columns of a record, in the order of the files. */
const columns = [at, 'kind', 'lane', ...others] as const satisfies readonly (keyof TrackRecord)[];

type Cell = string | number | null;

function rowsOf(track: Pick<Track, 'scan'>): Cell[][] {
  const rows: Cell[][] = [];
  track.scan(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, (record) => rows.push(columns.map((name) => record[name] ?? null)));
  return rows;
}

/** Records as rows under `columns`: a tenth of what an object for each would take. */
export function formatRunJson({ track, ...run }: Run): string {
  const { taken, ...rest } = run;
  const head = { schema: 'transport-lab/page-run', version: 1, taken: new Date(taken).toISOString(), ...rest, columns };
  const rows = rowsOf(track).map((row) => `  ${JSON.stringify(row)}`);
  return `${JSON.stringify(head, null, 1).slice(0, -2)},\n "records": [\n${rows.join(',\n')}\n ]\n}\n`;
}

/** RFC 4180; no cell holds text of a notification. */
export const formatRunCsv = ({ track }: Pick<Run, 'track'>): string =>
  [columns, ...rowsOf(track)].map((row) => `${row.map((cell) => cell ?? '').join(',')}\r\n`).join('');
