import { commit, environment } from './environment.ts';
import type { Reading } from './measures/measure.ts';
import { type Planned, planRun, planSeconds } from './plan.ts';
import { type MeasureName, measureNames } from './report/measures.ts';
import { type Measure, type Result, type Round, type Row, schemaName, schemaVersion } from './report/result.ts';
import type { Settings } from './settings.ts';
import { Bench, type Parts } from './stage/bench.ts';
import { measureHeadroom } from './stage/headroom.ts';
import { MissingConnections } from './stage/stage.ts';

/** A step of the run, before it is taken and after. */
export interface Step {
  readonly done: number;
  readonly total: number;
  readonly title: string;
  readonly round: number;
  /** Until the end, about. */
  readonly secondsLeft: number;
  /** What the step found; absent before it is taken. */
  readonly readings?: readonly Reading[];
}

export interface RunOptions {
  /** As it can be pasted into a shell. */
  readonly command: string;
  /** Aborting ends the run; what is complete by then is returned. */
  readonly signal: AbortSignal;
  readonly onStep?: (step: Step) => void;
  /** @see Parts */
  readonly parts?: Parts;
  readonly plan?: readonly Planned[];
  /** Whether to find out first what the generator can take; default true. */
  readonly calibrate?: boolean;
  /** Milliseconds that the clients of a row may take to connect before it is refused. */
  readonly patience?: number;
}

/** What came of a run. */
export interface Outcome {
  readonly result: Result;
  /** Something could not be measured: the result says what. */
  readonly failed: boolean;
}

/** Rounds of a row, as they come in. */
interface GrowingRow extends Omit<Row, 'rounds' | 'warnings'> {
  readonly rounds: Round[];
  readonly warnings: Set<string>;
}

/** Runs everything that the settings ask for. Processes that it started are ended before it returns or throws. */
export async function runBench(settings: Settings, options: RunOptions): Promise<Outcome> {
  const { signal, onStep, plan = planRun(settings), calibrate = !settings.target } = options;
  const started = new Date();
  const bench = new Bench(settings, signal, options.parts, options.patience);
  const rows = new Map<string, GrowingRow & { measure: MeasureName }>();
  const refused: string[] = [];
  const total = planSeconds(plan);
  let [doneSeconds, spent] = [0, 0];
  try {
    if (calibrate) await measureHeadroom(bench).catch((error: Error) => refused.push(`The generator's headroom is not known: ${error.message}`));
    for (const [index, { task, round }] of plan.entries()) {
      if (signal.aborted) break;
      // Estimates are corrected by how wrong they have been so far.
      const pace = doneSeconds > 0 ? spent / doneSeconds : 1;
      const step = { done: index, total: plan.length, title: task.title, round, secondsLeft: (total - doneSeconds) * pace };
      onStep?.(step);
      const began = performance.now();
      try {
        const readings = await task.run(bench, round);
        for (const reading of readings) record(rows, reading, round);
        onStep?.({ ...step, done: index + 1, secondsLeft: (total - doneSeconds - task.seconds) * pace, readings });
      } catch (error) {
        if (signal.aborted) break;
        const why = error instanceof MissingConnections ? 'refused' : 'failed';
        refused.push(`${task.title} (round ${round + 1}) ${why}: ${(error as Error).message}`);
      }
      doneSeconds += task.seconds;
      spent += (performance.now() - began) / 1_000;
    }
  } finally {
    await bench.close();
  }
  const measures = measureNames.flatMap((name): Measure[] => {
    const own = [...rows.values()].filter(({ measure }) => measure === name);
    return own.length > 0 ? [{ name, rows: own.map(({ measure: _, warnings, ...row }) => ({ ...row, warnings: [...warnings] })), warnings: [] }] : [];
  });
  const result: Result = {
    schema: schemaName,
    version: schemaVersion,
    command: options.command,
    commit: await commit(),
    seed: settings.seed,
    started: started.toISOString(),
    ended: new Date().toISOString(),
    partial: signal.aborted,
    environment: await environment(bench.versions),
    ...(bench.headroom.deliveries > 0 && { generatorDeliveries: Math.round(bench.headroom.deliveries) }),
    measures: measures.filter(({ name }) => settings.measures.includes(name)),
    warnings: refused,
  };
  return { result, failed: refused.length > 0 };
}

function record(rows: Map<string, GrowingRow & { measure: MeasureName }>, reading: Reading, round: number): void {
  const { measure, arm, twin, variant, conditions } = reading;
  const key = JSON.stringify([measure, arm, twin, variant, conditions]);
  const row = rows.get(key) ?? {
    measure,
    arm,
    ...(twin && { twin: true }),
    ...(variant && { variant }),
    conditions,
    rounds: [],
    warnings: new Set<string>(),
  };
  rows.set(key, row);
  row.rounds.push({ index: round, ...reading.round });
  for (const warning of reading.warnings ?? []) row.warnings.add(`round ${round + 1}: ${warning}`);
}
