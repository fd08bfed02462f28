/** A run as stored in a file: the page's records with times, so that the same parts of the page can draw it. docs/replay.md describes it in prose. */

import type { ServerLoad } from '../../../server/lab/apparatus/telemetry/messages.ts';
import type { LessonId } from '../../../server/lab/door-paths.ts';
import type { KnownBrowser } from '../inspector/prediction.ts';
import type { Settings } from '../settings/settings.ts';
import type { TrackRecord } from '../track/records.ts';
import type { Moment } from './moments.ts';

export const schema = 'transport-lab/page-run';
export const version = 2;

/** Bytes of a file at most: a minute of four lanes at 1,000 notifications a second takes less. */
export const mostBytes = 32 * 1_048_576;

/** Both directions of an exchange, as the lab kept them. */
export interface SavedExchange {
  readonly exchange: number;
  /** When the lab read them, in epoch milliseconds of its clock; later bytes are missing. */
  readonly at: number;
  readonly up: Uint8Array;
  readonly down: Uint8Array;
  /** Bytes beyond those kept. */
  readonly cut: number;
}

/** The lesson round of the run, and its measures. */
export interface SavedLesson {
  readonly id: LessonId;
  readonly round: string;
  readonly measured: Readonly<Record<string, number>>;
}

export interface SavedRun {
  /** Its end, in epoch milliseconds of the server's clock. */
  readonly taken: number;
  /** The browser's user agent. */
  readonly browser: string;
  /** What the model needs to know of the browser, if it knows it; a cookie is stored as asterisks of the same length. */
  readonly reader: KnownBrowser | undefined;
  readonly settings: Settings;
  readonly lesson: SavedLesson | undefined;
  readonly loads: readonly ServerLoad[];
  /** In the order of time. */
  readonly records: readonly TrackRecord[];
  readonly moments: readonly Moment[];
  readonly exchanges: readonly SavedExchange[];
}

/** When the earliest content of a run happened. */
export const startOf = ({ records, moments, taken }: Pick<SavedRun, 'records' | 'moments' | 'taken'>): number =>
  Math.min(records[0]?.at ?? taken, moments[0]?.at ?? taken);

/** The last milliseconds of a run. Counts of its cards still include what came before. */
export function endOfRun(run: SavedRun, milliseconds: number): SavedRun {
  const from = run.taken - milliseconds;
  const records = run.records.filter(({ at }) => at >= from);
  const told = new Set(records.map(({ exchange }) => exchange));
  return {
    ...run,
    records,
    moments: run.moments.filter(({ at }) => at >= from),
    loads: run.loads.filter(({ at }) => at >= from),
    exchanges: run.exchanges.filter(({ exchange }) => told.has(exchange)),
  };
}
