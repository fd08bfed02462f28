/** The file that `npm run lessons` writes: for each browser every run of every lesson, with each number and its range. */
import type { PlayedRound } from './play-lesson.ts';

export interface LessonRun {
  readonly seconds: number;
  readonly rounds: readonly PlayedRound[];
  /** The reason why it was not finished. */
  readonly error?: string;
}

export interface BrowserRuns {
  readonly name: string;
  readonly version: string;
  /** The day, in ISO 8601. */
  readonly taken: string;
  readonly system: string;
  readonly lessons: Readonly<Record<string, readonly LessonRun[]>>;
}

/** Whether the run was finished, with each number in its range. */
export const isWhole = ({ rounds, error }: LessonRun): boolean => error === undefined && rounds.every(({ checked }) => checked.every(({ ok }) => ok));

/** @throws SyntaxError or Error for a file of another kind */
export function readRuns(text: string): readonly BrowserRuns[] {
  const { browsers } = Object(JSON.parse(text));
  if (!Array.isArray(browsers)) throw new Error('Expected a file of npm run lessons, with a list of browsers; got another one. Name a new file.');
  return browsers;
}

/** Replaces the runs of one browser for these lessons. Its runs of other lessons stay if the version is the same. */
export function withBrowser(before: readonly BrowserRuns[], now: BrowserRuns): readonly BrowserRuns[] {
  const own = before.find(({ name, version }) => name === now.name && version === now.version);
  const others = before.filter(({ name }) => name !== now.name);
  return [...others, { ...now, lessons: { ...own?.lessons, ...now.lessons } }].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** Everything that was not as expected in a run, in one line. */
function complaintOf({ error, rounds }: LessonRun): string | undefined {
  if (error !== undefined) return error.split('\n')[0];
  const wrong = rounds.flatMap(({ id, checked }) => checked.filter(({ ok }) => !ok).map((one) => ({ id, ...one })));
  return (
    wrong.map(({ id, name, measured, range }) => `${id}: ${name} is ${measured}, expected from ${range[0]} to ${range[1]}`).join('; ') || undefined
  );
}

const middle = (values: readonly number[]): number => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

/** Text for the terminal: for each lesson how many runs were whole, how long one took, and everything that was not as expected. */
export function summaryOf({ version, lessons }: BrowserRuns): string {
  const lines = Object.entries(lessons).map(([id, runs]) => {
    const complaints = runs.flatMap((run) => complaintOf(run) ?? []);
    const seconds = middle(runs.map((run) => run.seconds));
    return [
      `${id.padEnd(24)}${`${runs.filter(isWhole).length} of ${runs.length}`.padStart(8)}${`${seconds} s`.padStart(8)}`,
      ...complaints.map((one) => `  ${one}`),
    ].join('\n');
  });
  const all = Object.values(lessons).flat();
  return [
    version,
    `${'lesson'.padEnd(24)}${'whole'.padStart(8)}${'takes'.padStart(8)}`,
    ...lines,
    `${all.filter(isWhole).length} of ${all.length} runs as expected`,
  ].join('\n');
}
