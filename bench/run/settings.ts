import type { Target } from '../arms/index.ts';
import type { Foreign } from '../dialects/foreign.ts';
import type { MeasureName } from '../result/measures.ts';
import type { ArmName, Conditions } from '../result/result.ts';
import type { ViaName } from '../result/vias.ts';

/** An arm as it stands in every table; the twin is a second, identical copy. */
export interface Contender {
  readonly arm: ArmName;
  readonly twin: boolean;
}

/** How much of everything a run takes. */
export type Effort = 'quick' | 'default' | 'full';

/** What a run measures. Read off the command line once, and the same for everybody. */
export interface Settings {
  readonly effort: Effort;
  readonly measures: readonly MeasureName[];
  readonly contenders: readonly Contender[];
  readonly clients: number;
  /** Notifications per second of the base conditions; above 0. */
  readonly rate: number;
  /** Rates over which processor time is a slope, and client counts over which memory is one. */
  readonly rates: readonly number[];
  readonly counts: readonly number[];
  /** Bytes of `data`. */
  readonly payload: number;
  /** Milliseconds. */
  readonly pollInterval: number;
  /** Seconds. */
  readonly hold: number;
  /** Milliseconds, each a set of rows. */
  readonly rtts: readonly number[];
  /** Seconds that a window of the base conditions lasts. */
  readonly duration: number;
  /** Seconds that a window of any other rate lasts, and that a crowd is watched while it waits; 0 does not watch it. */
  readonly glance: number;
  readonly waiting: number;
  /** Seconds without any notification in which idle bytes are counted; 0 leaves them out. */
  readonly idle: number;
  readonly rounds: number;
  readonly seed: number;
  /** A lab that runs already, perhaps elsewhere. */
  readonly target?: Target;
  /** Ways of the measure `via`. */
  readonly vias: readonly ViaName[];
  /** A server that is not the lab. */
  readonly foreign?: Foreign;
  /** Clients of `capacity` at most. @default 60 times `clients`, and 6,000 at most */
  readonly most?: number;
}

/** What of it a stage has to know. */
export type StreamSettings = Pick<Settings, 'payload' | 'pollInterval' | 'hold' | 'seed' | 'target' | 'foreign'>;

/** Conditions of a row: poll interval and hold belong to one arm each, and stand in no other's row. */
export const conditionsOf = (
  { payload, pollInterval, hold }: StreamSettings,
  arm: ArmName,
  { clients, rate, rtt = 0 }: { clients: number; rate: number; rtt?: number },
): Conditions => ({
  clients,
  rate,
  payload,
  ...(arm === 'polling' && { pollInterval }),
  ...(arm === 'long-polling' && { hold }),
  rtt,
  schedule: 'poisson',
});
