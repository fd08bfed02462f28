/** A run as a file holds it: what the page recorded, with times, so that the same parts of the page draw it again. docs/replay.md says the same in prose. */
import type { LessonId } from '../../../server/lab/door-paths.ts';
import type { ServerLoad } from '../../../server/lab/apparatus/telemetry/messages.ts';
import type { KnownBrowser } from '../inspector/prediction.ts';
import type { Moment } from '../race/moments.ts';
import type { Settings } from '../settings/settings.ts';
import type { TrackRecord } from '../track/records.ts';

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
  /** Epoch milliseconds of the server's clock. */
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

/** The first and the last moment of a run. */
export function spanOf({ records, moments }: Pick<SavedRun, 'records' | 'moments'>): readonly [from: number, until: number] {
  const times = [records[0]?.at, records.at(-1)?.at, moments[0]?.at, moments.at(-1)?.at].filter((time) => time !== undefined);
  return [Math.min(...times), Math.max(...times)];
}

/** Only the last so many milliseconds of it. What its cards counted before stays counted. */
export function endOfRun(run: SavedRun, milliseconds: number): SavedRun {
  const from = spanOf(run)[1] - milliseconds;
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
