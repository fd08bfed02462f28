import type { Target } from '../arms/index.ts';
import type { MeterReading } from '../arms/meter.ts';
import type { Spoken } from '../dialects/spoken.ts';
import type { ArmName } from '../result/result.ts';

/** Clients to be opened. */
export interface OpenOrder {
  readonly arm: ArmName;
  readonly target: Target;
  /** How the server speaks, if it is not the lab. */
  readonly spoken?: Spoken;
  readonly count: number;
  /** Milliseconds between polls; seconds of a hold. */
  readonly pollInterval: number;
  readonly hold: number;
  /** Where reading starts, for clients that get no hello: those of `tcp`, and those of a server that is not the lab. */
  readonly head: string;
  readonly seed: number;
  /** Milliseconds for opening. */
  readonly deadline: number;
  /** Whether all polling clients ask at the same moment. @default no, at moments spread over the interval */
  readonly together?: boolean;
}

/** The result of opening. */
export interface Opened {
  /** How many clients in all are ready, and how many there should be. */
  readonly ready: number;
  readonly asked: number;
  /** What came instead: in words, or the system's code where there was no connection. */
  readonly troubles: readonly string[];
}

/** Totals since the generator began; the difference of two is what happened in between. */
export interface GeneratorReading extends MeterReading {
  readonly delivered: number;
  readonly doubled: number;
  readonly reordered: number;
  readonly gaps: number;
  /** Lost, and reported by gaps. */
  readonly told: number;
  /** Up to the goal of the last `drain`. */
  readonly lost: number;
  readonly opened: number;
  /** Of this process: microseconds of processor time, milliseconds of its loop. */
  readonly cpu: number;
  readonly active: number;
  readonly idle: number;
}

/** What came since the last reset. */
export interface Received {
  /** [milliseconds, how many], ascending; `mean` and `max` are exact, and `undefined` if nothing came. */
  readonly latencies: readonly (readonly [number, number])[];
  readonly mean: number | undefined;
  readonly max: number;
  /** Phases of the polling clients, milliseconds, in the order of opening. */
  readonly phases: readonly number[];
  readonly incidents: readonly string[];
}
