import type { MeasureName } from '../result/measures.ts';
import type { ArmName, Conditions, Round } from '../result/result.ts';
import type { Contender, Settings } from '../run/settings.ts';
import type { Bench } from '../stage/bench.ts';
import type { Seen } from '../stage/seen.ts';

/** One round's values for one row of the result. The first reading creates the row; equal arm, twin, variant and conditions mean the same row. */
export interface Reading {
  readonly measure: MeasureName;
  readonly arm: ArmName;
  readonly twin: boolean;
  readonly variant?: string;
  readonly conditions: Conditions;
  readonly round: Omit<Round, 'index'>;
  /** Sentences about this round for the report. */
  readonly warnings?: readonly string[];
}

/** A period of steady traffic, or of silence at rate 0, on a server with this many clients. Equal windows of several measures run once. */
export interface Window {
  readonly contender: Contender;
  readonly conditions: Conditions;
  readonly seconds: number;
}

/** Something that runs once per round, on a server of its own. */
export interface Task {
  /** Tasks with equal keys run once, and all measures that wanted them read the result. */
  readonly key: string;
  /** For the progress line. */
  readonly title: string;
  /** Approximate duration in seconds. */
  readonly seconds: number;
  /** In the first rounds only; absent: in all. */
  readonly rounds?: number;
  run(bench: Bench, round: number): Promise<readonly Reading[]>;
}

/** A section of the report. A measure asks for windows and reads them, or has tasks of its own, or both. */
export interface Measure {
  readonly name: MeasureName;
  windows?(settings: Settings): readonly Window[];
  /** @returns `undefined` if the window does not belong to this measure */
  read?(seen: Seen, settings: Settings): Omit<Reading, 'measure'> | undefined;
  tasks?(settings: Settings): readonly Task[];
}
