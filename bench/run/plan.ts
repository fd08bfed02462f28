import { allMeasures } from '../measures/index.ts';
import type { Measure, Reading, Task, Window } from '../measures/measure.ts';
import type { Stage } from '../stage/stage.ts';
import { seededRandom, shuffled } from '../statistics/random.ts';
import type { Contender, Settings } from './settings.ts';
import { shuffledRounds } from './steps.ts';

/** Seconds of a stage besides its windows: processes, connections, warm-up. */
const overhead = 0.9;

/** A relay's delay has little noise: two rounds of what goes through it suffice. */
const relayedRounds = 2;

/** A task in the order of the run. */
export interface PlannedTask {
  readonly task: Task;
  /** Counted from 0. Tasks of a round run close in time. */
  readonly round: number;
}

/** Tasks of all measures, each once per round. */
export function planRun(settings: Settings, measures: readonly Measure[] = allMeasures): PlannedTask[] {
  const wanted = measures.filter(({ name }) => settings.measures.includes(name));
  const tasks = distinct([...windowTasks(settings, wanted), ...wanted.flatMap((measure) => measure.tasks?.(settings) ?? [])]);
  return shuffledRounds(tasks, settings.rounds, seededRandom(settings.seed), ({ rounds = settings.rounds }, round) => round < rounds);
}

/** Approximate seconds of a plan. */
export const planSeconds = (plan: readonly PlannedTask[]): number => plan.reduce((sum, { task }) => sum + task.seconds, 0);

const distinct = (tasks: readonly Task[]): Task[] => [...new Map(tasks.map((task) => [task.key, task])).values()];

/** Windows with equal keys can run one after the other on the same server. */
const stageKey = ({ contender, conditions: { rate: _, ...rest } }: Window): string => JSON.stringify([contender.arm, contender.twin, rest]);

/** Windows of all measures, grouped by the stage that they can share. Equal windows run once, for the longest time that a measure wants. */
function windowTasks(settings: Settings, measures: readonly Measure[]): Task[] {
  const stages = new Map<string, Map<number, Window>>();
  for (const window of measures.flatMap((measure) => measure.windows?.(settings) ?? [])) {
    const stage = stages.get(stageKey(window)) ?? new Map<number, Window>();
    stages.set(stageKey(window), stage);
    const known = stage.get(window.conditions.rate);
    if (!known || known.seconds < window.seconds) stage.set(window.conditions.rate, window);
  }
  return [...stages].map(([key, windows]) => windowTask(key, [...windows.values()], settings, measures));
}

function windowTask(key: string, windows: readonly Window[], settings: Settings, measures: readonly Measure[]): Task {
  const [first] = windows;
  if (!first) throw new RangeError('A stage without a window.');
  const { contender, conditions } = first;
  const drain = contender.arm === 'polling' ? settings.pollInterval / 1_000 : 0.2;
  return {
    key,
    title: titleOf(contender, windows),
    seconds: overhead + windows.reduce((sum, { seconds }) => sum + seconds + drain, 0),
    ...(conditions.rtt > 0 && settings.effort !== 'full' && { rounds: relayedRounds }),
    run: (bench, round) =>
      // One seed for all arms of a round, so that they have the same schedule and the same order of rates.
      bench.use({ contender, rtt: conditions.rtt, seed: settings.seed * 1_000 + round }, async (stage) => {
        await stage.connect(conditions.clients);
        await stage.warmUp();
        return readAll(stage, shuffled([...windows].sort(byRate), seededRandom(settings.seed + round)), settings, measures);
      }),
  };
}

const byRate = (one: Window, other: Window): number => one.conditions.rate - other.conditions.rate;

async function readAll(stage: Stage, windows: readonly Window[], settings: Settings, measures: readonly Measure[]): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (const { conditions, seconds } of windows) {
    const seen = await stage.window(conditions, seconds);
    const told = new Set<string>();
    for (const measure of measures) {
      const reading = measure.read?.(seen, settings);
      if (!reading) continue;
      // Several measures may repeat a warning on one window; it is shown once.
      const warnings = reading.warnings?.filter((warning) => !told.has(warning)) ?? [];
      for (const warning of warnings) told.add(warning);
      readings.push({ ...reading, measure: measure.name, warnings });
    }
  }
  const [silent] = windows.filter(({ conditions }) => conditions.rate > 0);
  if (readings.length === 0 && silent) throw new Error(nothingCame(silent));
  return readings;
}

/** Notifications that a window should have, about. */
const worthwhile = 20;

/** At a low rate a short window may have no notification, and then nothing can be measured. */
const nothingCame = ({ conditions: { rate }, seconds }: Window): string =>
  `expected something to be published; at ${rate} notifications/s nothing was, in ${seconds} s. Make it longer: --duration ${Math.ceil(worthwhile / rate)} has about ${worthwhile}.`;

function titleOf({ arm, twin }: Contender, windows: readonly Window[]): string {
  const rates = windows.map(({ conditions }) => conditions.rate).sort((one, other) => one - other);
  const { clients = 0, rtt = 0 } = windows[0]?.conditions ?? {};
  return `${arm}${twin ? ' A/A' : ''}: ${clients} clients, ${rates.join(', ')} notifications/s${rtt > 0 ? `, RTT ${rtt} ms` : ''}`;
}
