import type { Reading } from '../measures/measure.ts';
import { type Result, schemaName, schemaVersion } from '../result/result.ts';
import { Bench, type Parts, processes } from '../stage/bench.ts';
import { measureHeadroom } from '../stage/headroom.ts';
import { MissingConnections } from '../stage/missing-connections.ts';
import { seededRandom, shuffled } from '../statistics/random.ts';
import { commit, environment, type Peculiarities } from './environment.ts';
import { type PlannedTask, planRun } from './plan.ts';
import { Recording } from './recording.ts';
import type { Settings } from './settings.ts';
import { failureText, type Planned, type Step, takeSteps } from './steps.ts';

/** Another version of the server, which also takes every step of the run. */
interface Rival {
  readonly commit: string;
  readonly server: Parts['server'];
}

export interface RunOptions {
  /** Can be pasted into a shell. */
  readonly command: string;
  /** Aborting ends the run; it returns what is complete by then. */
  readonly signal: AbortSignal;
  readonly onStep?: (step: Step<readonly Reading[]>) => void;
  /** @see Parts */
  readonly parts?: Parts;
  readonly plan?: readonly PlannedTask[];
  /** Whether to measure the generator's maximum first. Default: if plain sockets are measured. */
  readonly calibrate?: boolean;
  /** Milliseconds for the clients of a row to connect; after that the row is refused. */
  readonly patience?: number;
  /** Takes each step right before or right after the server of this checkout, at random, so that a disturbance of the machine meets both. */
  readonly against?: Rival;
}

/** The result of a run. */
export interface Outcome {
  readonly result: Result;
  /** The result of the other version, if there was one. */
  readonly against?: Result;
  /** Something could not be measured; the result says what. */
  readonly failed: boolean;
}

/** One version of the server in a run, with its stage and its readings. */
interface Side {
  readonly commit: string;
  readonly bench: Bench;
  readonly recording: Recording;
  readonly refused: string[];
}

/** Runs everything that the settings ask for. Its processes have ended when it returns or throws. */
export async function runBench(settings: Settings, options: RunOptions): Promise<Outcome> {
  const {
    signal,
    against,
    onStep,
    plan = planRun(settings),
    parts = processes,
    patience,
    calibrate = !settings.target && settings.vias.length === 0,
  } = options;
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
    await takeSteps(stepsOf(settings, sides, plan), signal, onStep);
  } finally {
    await Promise.all(sides.map(({ bench }) => bench.close()));
  }
  const run = { settings, options, started };
  const failed = sides.some(({ refused }) => refused.length > 0);
  return { result: await resultOf(run, ours, theirs), ...(theirs && { against: await resultOf(run, theirs, ours) }), failed };
}

interface Run {
  readonly settings: Settings;
  readonly options: RunOptions;
  readonly started: Date;
}

async function resultOf({ settings, options, started }: Run, { commit: name, bench, recording, refused }: Side, other?: Side): Promise<Result> {
  return {
    schema: schemaName,
    version: schemaVersion,
    command: options.command,
    commit: name,
    ...(other && { interleavedWith: other.commit }),
    seed: settings.seed,
    started: started.toISOString(),
    ended: new Date().toISOString(),
    partial: options.signal.aborted,
    environment: await environment(bench.versions, peculiaritiesOf(settings)),
    ...(bench.headroom.deliveries > 0 && { generatorDeliveries: Math.round(bench.headroom.deliveries) }),
    measures: recording.measures(settings.measures),
    warnings: refused,
  };
}

const peculiaritiesOf = ({ foreign, vias, measures }: Settings): Peculiarities => ({
  isForeign: foreign !== undefined,
  asBrowsers: vias.length > 0,
  compresses: measures.includes('compression'),
});

/** Floor and generator have the same code for all sides, so the generator's maximum is measured once. */
async function findHeadroom([first, ...others]: readonly Side[]): Promise<void> {
  if (!first) return;
  await measureHeadroom(first.bench).catch((error: Error) => first.refused.push(`The generator's headroom is not known: ${error.message}`));
  for (const { bench } of others) bench.headroom.deliveries = first.bench.headroom.deliveries;
}

/** Each step with every version of the server, one right after the other. */
function stepsOf(settings: Settings, sides: readonly Side[], plan: readonly PlannedTask[]): Planned<readonly Reading[]>[] {
  const random = seededRandom(settings.seed);
  return plan.flatMap(({ task, round }) =>
    (sides.length > 1 ? shuffled(sides, random) : sides).map((side) => {
      const title = sides.length > 1 ? `${side.commit.slice(0, 7)} ${task.title}` : task.title;
      return {
        title,
        seconds: task.seconds,
        round,
        async run() {
          const readings = await task.run(side.bench, round);
          for (const reading of readings) side.recording.add(reading, round);
          return readings;
        },
        failed(error) {
          side.refused.push(failureText({ title, round }, error instanceof MissingConnections ? 'refused' : 'failed', error));
        },
      };
    }),
  );
}
