import type { MeasureName } from '../result/measures.ts';
import type { ArmName, Conditions, Round } from '../result/result.ts';
import type { Contender, Settings } from '../run/settings.ts';
import type { Bench } from '../stage/bench.ts';
import type { Seen } from '../stage/seen.ts';

/** What one round says of one row of the result. Rows come into being by their first reading; equal arm, twin, variant and conditions are the same row. */
export interface Reading {
  readonly measure: MeasureName;
  readonly arm: ArmName;
  readonly twin: boolean;
  readonly variant?: string;
  readonly conditions: Conditions;
  readonly round: Omit<Round, 'index'>;
  /** Sentences about this round that belong into the report. */
  readonly warnings?: readonly string[];
}

/** A stretch of steady traffic, or of silence at rate 0, on a server with that many clients. Equal windows of several measures are run once. */
export interface Window {
  readonly contender: Contender;
  readonly conditions: Conditions;
  readonly seconds: number;
}

/** Something that is run once per round, on a server of its own. */
export interface Task {
  /** Equal keys are the same task, run once and read by everybody who wanted it. */
  readonly key: string;
  /** For the progress line. */
  readonly title: string;
  /** How long it takes, about; seconds. */
  readonly seconds: number;
  /** In these rounds only; absent: in all. */
  readonly rounds?: number;
  run(bench: Bench, round: number): Promise<readonly Reading[]>;
}

/** A section of the report. A measure wants windows and reads them, or has tasks of its own, or both. */
export interface Measure {
  readonly name: MeasureName;
  windows?(settings: Settings): readonly Window[];
  /** @returns `undefined` if the window is not one of its own */
  read?(seen: Seen, settings: Settings): Omit<Reading, 'measure'> | undefined;
  tasks?(settings: Settings): readonly Task[];
}
