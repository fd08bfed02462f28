import { type Random, shuffled } from '../statistics/random.ts';

/** Something that is to be done, once. */
export interface Planned<Found> {
  /** For the progress line. */
  readonly title: string;
  /** How long it takes, about; only its share of the whole matters. */
  readonly seconds: number;
  /** Counted from 0. */
  readonly round: number;
  run(): Promise<Found>;
  /** It could not be done: the others are done all the same. */
  failed(error: Error): void;
}

/** A step before it is taken, and after. */
export interface Step<Found> {
  readonly done: number;
  readonly total: number;
  readonly title: string;
  readonly round: number;
  /** Until the end, about. */
  readonly secondsLeft: number;
  /** What the step found; absent before it is taken. */
  readonly found?: Found;
}

/** Each task once per round, shuffled within the round: whatever drifts on the machine drifts through all arms alike. @param isIn whether a task belongs to a round; default: to all */
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
    // Estimates are corrected by how wrong they have been so far.
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

/** What failed, in a sentence for the result: where the repository lies on this machine is not part of it. */
export const failureText = ({ title, round }: Pick<Planned<unknown>, 'title' | 'round'>, verb: string, { message }: Error): string =>
  `${title} (round ${round + 1}) ${verb}: ${message.replaceAll(`${process.cwd()}/`, '')}`;
