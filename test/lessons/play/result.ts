/** What `npm run lessons` writes: for each browser every run of every lesson, with each number and its range. */
import type { PlayedRound } from './play-lesson.ts';

export interface LessonRun {
  readonly seconds: number;
  readonly rounds: readonly PlayedRound[];
  /** Why it did not come to its end. */
  readonly error?: string;
}

export interface BrowserRuns {
  readonly name: string;
  readonly version: string;
  /** Day, as in ISO 8601. */
  readonly taken: string;
  readonly system: string;
  readonly lessons: Readonly<Record<string, readonly LessonRun[]>>;
}

/** It came to its end, and each number lies where it is expected. */
export const isWhole = ({ rounds, error }: LessonRun): boolean => error === undefined && rounds.every(({ checked }) => checked.every(({ ok }) => ok));

/** @throws SyntaxError or Error at a file of somebody else */
export function readRuns(text: string): readonly BrowserRuns[] {
  const { browsers } = Object(JSON.parse(text));
  if (!Array.isArray(browsers)) throw new Error('Expected a file of npm run lessons, with a list of browsers; got another one. Name a new file.');
  return browsers;
}

/** The runs of one browser in place of those that it had of these lessons; those of the other lessons stay if it is the same version. */
export function withBrowser(before: readonly BrowserRuns[], now: BrowserRuns): readonly BrowserRuns[] {
  const own = before.find(({ name, version }) => name === now.name && version === now.version);
  const others = before.filter(({ name }) => name !== now.name);
  return [...others, { ...now, lessons: { ...own?.lessons, ...now.lessons } }].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** What of a run was not as expected, in a line. */
function complaintOf({ error, rounds }: LessonRun): string | undefined {
  if (error !== undefined) return error.split('\n')[0];
  const wrong = rounds.flatMap(({ id, checked }) => checked.filter(({ ok }) => !ok).map((one) => ({ id, ...one })));
  return (
    wrong.map(({ id, name, measured, range }) => `${id}: ${name} is ${measured}, expected from ${range[0]} to ${range[1]}`).join('; ') || undefined
  );
}

const middle = (values: readonly number[]): number => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

/** For the terminal: how many runs of each lesson were whole, how long one took, and below it what was not as expected. */
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
