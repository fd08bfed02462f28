import type { Reading } from '../measures/measure.ts';
import { type Result, schemaName, schemaVersion } from '../result/result.ts';
import { Bench, type Parts, processes } from '../stage/bench.ts';
import { measureHeadroom } from '../stage/headroom.ts';
import { MissingConnections } from '../stage/stage.ts';
import { seededRandom, shuffled } from '../statistics/random.ts';
import { commit, environment } from './environment.ts';
import { type Planned, planRun, planSeconds } from './plan.ts';
import { Recording } from './recording.ts';
import type { Settings } from './settings.ts';

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

/** Another version of the server, which takes every step of the run as well. */
interface Rival {
  readonly commit: string;
  readonly server: Parts['server'];
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
  /** Takes each step right before or right after the server of this checkout, by chance: whatever the machine does, it does to both. */
  readonly against?: Rival;
}

/** What came of a run. */
export interface Outcome {
  readonly result: Result;
  /** The same of the other version, if there was one. */
  readonly against?: Result;
  /** Something could not be measured: the result says what. */
  readonly failed: boolean;
}

/** One version of the server in a run: what it runs on, and what was read of it. */
interface Side {
  readonly commit: string;
  readonly bench: Bench;
  readonly recording: Recording;
  readonly refused: string[];
}

/** Runs everything that the settings ask for. Processes that it started are ended before it returns or throws. */
export async function runBench(settings: Settings, options: RunOptions): Promise<Outcome> {
  const { signal, against, parts = processes, patience, calibrate = !settings.target } = options;
  const started = new Date();
  const side = (name: string, own: Parts): Side => ({
    commit: name,
    bench: new Bench(settings, signal, own, patience),
    recording: new Recording(),
    refused: [],
  });
  const ours = side(await commit(), parts);
  const theirs = against && side(against.commit, { ...parts, server: against.server });
  const sides = theirs ? [ours, theirs] : [ours];
  try {
    if (calibrate) await findHeadroom(sides);
    await takeSteps(settings, sides, options);
  } finally {
    await Promise.all(sides.map(({ bench }) => bench.close()));
  }
  const resultOf = async ({ commit: name, bench, recording, refused }: Side, other?: Side): Promise<Result> => ({
    schema: schemaName,
    version: schemaVersion,
    command: options.command,
    commit: name,
    ...(other && { interleavedWith: other.commit }),
    seed: settings.seed,
    started: started.toISOString(),
    ended: new Date().toISOString(),
    partial: signal.aborted,
    environment: await environment(bench.versions),
    ...(bench.headroom.deliveries > 0 && { generatorDeliveries: Math.round(bench.headroom.deliveries) }),
    measures: recording.measures(settings.measures),
    warnings: refused,
  });
  const failed = sides.some(({ refused }) => refused.length > 0);
  return { result: await resultOf(ours, theirs), ...(theirs && { against: await resultOf(theirs, ours) }), failed };
}

/** The floor's code is the same for all sides, and so is the generator's: what it can take is measured once. */
async function findHeadroom([first, ...others]: readonly Side[]): Promise<void> {
  if (!first) return;
  await measureHeadroom(first.bench).catch((error: Error) => first.refused.push(`The generator's headroom is not known: ${error.message}`));
  for (const { bench } of others) bench.headroom.deliveries = first.bench.headroom.deliveries;
}

async function takeSteps(settings: Settings, sides: readonly Side[], { signal, onStep, plan = planRun(settings) }: RunOptions): Promise<void> {
  const random = seededRandom(settings.seed);
  const steps = plan.flatMap((planned) => (sides.length > 1 ? shuffled(sides, random) : sides).map((side) => ({ ...planned, side })));
  const total = planSeconds(steps);
  let [doneSeconds, spent] = [0, 0];
  for (const [index, { task, round, side }] of steps.entries()) {
    if (signal.aborted) break;
    // Estimates are corrected by how wrong they have been so far.
    const pace = doneSeconds > 0 ? spent / doneSeconds : 1;
    const title = sides.length > 1 ? `${side.commit.slice(0, 7)} ${task.title}` : task.title;
    const step = { done: index, total: steps.length, title, round, secondsLeft: (total - doneSeconds) * pace };
    onStep?.(step);
    const began = performance.now();
    try {
      const readings = await task.run(side.bench, round);
      for (const reading of readings) side.recording.add(reading, round);
      onStep?.({ ...step, done: index + 1, secondsLeft: (total - doneSeconds - task.seconds) * pace, readings });
    } catch (error) {
      if (signal.aborted) break;
      const why = error instanceof MissingConnections ? 'refused' : 'failed';
      side.refused.push(`${title} (round ${round + 1}) ${why}: ${withoutPlace((error as Error).message)}`);
    }
    doneSeconds += task.seconds;
    spent += (performance.now() - began) / 1_000;
  }
}

/** A result is handed on: where the repository lies on this machine is not part of it. */
const withoutPlace = (text: string): string => text.replaceAll(`${process.cwd()}/`, '');
