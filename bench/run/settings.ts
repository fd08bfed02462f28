import type { Target } from '../arms/index.ts';
import type { Foreign } from '../dialects/foreign.ts';
import type { MeasureName } from '../result/measures.ts';
import type { ArmName, Conditions } from '../result/result.ts';
import type { ViaName } from '../result/vias.ts';

/** An arm as listed in every table; the twin is a second, identical copy. */
export interface Contender {
  readonly arm: ArmName;
  readonly twin: boolean;
}

/** How much a run measures. */
export type Effort = 'quick' | 'default' | 'full';

/** The settings of a run, read from the command line once. */
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
  /** Seconds of a window of the base conditions. */
  readonly duration: number;
  /** Seconds of a window of any other rate, and of watching idle clients; 0 does not watch them. */
  readonly glance: number;
  readonly waiting: number;
  /** Seconds without any notification in which idle bytes are counted; 0 leaves them out. */
  readonly idle: number;
  readonly rounds: number;
  readonly seed: number;
  /** A lab that is already running, perhaps elsewhere. */
  readonly target?: Target;
  /** Ways of the measure `via`. */
  readonly vias: readonly ViaName[];
  /** A server that is not the lab. */
  readonly foreign?: Foreign;
  /** Clients of `capacity` at most. @default 60 times `clients`, and 6,000 at most */
  readonly most?: number;
}

/** The settings that a stage needs. */
export type StreamSettings = Pick<Settings, 'payload' | 'pollInterval' | 'hold' | 'seed' | 'target' | 'foreign'>;

/** Conditions of a row. Poll interval and hold belong to one arm each, and are in no other's row. */
export const conditionsOf = (
  { payload, pollInterval, hold, foreign }: StreamSettings,
  arm: ArmName,
  { clients, rate, rtt = 0 }: { clients: number; rate: number; rtt?: number },
): Conditions => ({
  clients,
  rate,
  payload,
  ...(arm === 'polling' && { pollInterval }),
  // How long a server holds that is not the lab is its own matter.
  ...(arm === 'long-polling' && !foreign && { hold }),
  rtt,
  schedule: 'poisson',
});
