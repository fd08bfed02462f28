import { type Random, shuffled } from '../statistics/random.ts';

/** A task of the plan. */
export interface Planned<Found> {
  /** For the progress line. */
  readonly title: string;
  /** Approximate seconds; only the share of the whole matters. */
  readonly seconds: number;
  /** Counted from 0. */
  readonly round: number;
  run(): Promise<Found>;
  /** It failed; the other tasks run all the same. */
  failed(error: Error): void;
}

/** A step before it is taken, and after. */
export interface Step<Found> {
  readonly done: number;
  readonly total: number;
  readonly title: string;
  readonly round: number;
  /** Approximate seconds until the end. */
  readonly secondsLeft: number;
  /** The result of the step; absent before it is taken. */
  readonly found?: Found;
}

/**
 * Each task once per round, shuffled within the round, so that slow changes of the machine affect all arms alike. @param isIn whether a task belongs
 * to a round; default: to all
 */
export const shuffledRounds = <Task>(
  tasks: readonly Task[],
  rounds: number,
  random: Random,
  isIn: (task: Task, round: number) => boolean = () => true,
): { task: Task; round: number }[] =>
  Array.from({ length: rounds }, (_, round) =>
    shuffled(
      tasks.filter((task) => isIn(task, round)),
      random,
    ).map((task) => ({ task, round })),
  ).flat();

/** One after the other, until all are done or the signal aborts. */
export async function takeSteps<Found>(steps: readonly Planned<Found>[], signal: AbortSignal, onStep?: (step: Step<Found>) => void): Promise<void> {
  const total = steps.reduce((sum, { seconds }) => sum + seconds, 0);
  let [doneSeconds, spent] = [0, 0];
  for (const [index, { title, seconds, round, run, failed }] of steps.entries()) {
    if (signal.aborted) break;
    // Estimates are corrected by their error so far.
    const pace = doneSeconds > 0 ? spent / doneSeconds : 1;
    const step = { done: index, total: steps.length, title, round, secondsLeft: (total - doneSeconds) * pace };
    onStep?.(step);
    const began = performance.now();
    try {
      const found = await run();
      onStep?.({ ...step, done: index + 1, secondsLeft: (total - doneSeconds - seconds) * pace, found });
    } catch (error) {
      if (signal.aborted) break;
      failed(error as Error);
    }
    doneSeconds += seconds;
    spent += (performance.now() - began) / 1_000;
  }
}

/** A failure, in a sentence for the result. Paths of this machine are removed. */
export const failureText = ({ title, round }: Pick<Planned<unknown>, 'title' | 'round'>, verb: string, { message }: Error): string =>
  `${title} (round ${round + 1}) ${verb}: ${message.replaceAll(`${process.cwd()}/`, '')}`;
