/** A run as a file holds it: what the page recorded, with times, so that the same parts of the page draw it again. docs/replay.md says the same in prose. */

import type { ServerLoad } from '../../../server/lab/apparatus/telemetry/messages.ts';
import type { LessonId } from '../../../server/lab/door-paths.ts';
import type { KnownBrowser } from '../inspector/prediction.ts';
import type { Settings } from '../settings/settings.ts';
import type { TrackRecord } from '../track/records.ts';
import type { Moment } from './moments.ts';

export const schema = 'transport-lab/page-run';
export const version = 2;

/** Bytes of a file that is read: a minute of four lanes at 1,000 notifications a second is less. */
export const mostBytes = 32 * 1_048_576;

/** Both directions of an exchange, as the lab kept them. */
export interface SavedExchange {
  readonly exchange: number;
  /** When the lab read them, in epoch milliseconds of its clock: what the records tell of later is not in them. */
  readonly at: number;
  readonly up: Uint8Array;
  readonly down: Uint8Array;
  /** Bytes behind what is kept. */
  readonly cut: number;
}

/** The round of a lesson that the run belongs to, and what it measured. */
export interface SavedLesson {
  readonly id: LessonId;
  readonly round: string;
  readonly measured: Readonly<Record<string, number>>;
}

export interface SavedRun {
  /** Its end, in epoch milliseconds of the server's clock. */
  readonly taken: number;
  /** As it names itself. */
  readonly browser: string;
  /** What the model has to know of it, where it knows it; a cookie is as many asterisks. */
  readonly reader: KnownBrowser | undefined;
  readonly settings: Settings;
  readonly lesson: SavedLesson | undefined;
  readonly loads: readonly ServerLoad[];
  /** In the order of time. */
  readonly records: readonly TrackRecord[];
  readonly moments: readonly Moment[];
  readonly exchanges: readonly SavedExchange[];
}

/** When what is in a run began. */
export const startOf = ({ records, moments, taken }: Pick<SavedRun, 'records' | 'moments' | 'taken'>): number =>
  Math.min(records[0]?.at ?? taken, moments[0]?.at ?? taken);

/** Only the last so many milliseconds of it. What its cards counted before stays counted. */
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
