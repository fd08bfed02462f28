/** The measurements of the lessons on connections, silence, buffers, queues and herds in real browsers, as a table in docs/learn.md. */
import { lessons } from '../../../client/page/lessons/index.ts';
import { words } from '../../../client/page/words/en/words.ts';
import { textOf } from '../../../client/page/words/format.ts';
import type { LessonId } from '../../../server/lab/door-paths.ts';
import { type BrowserRuns, isWhole, type LessonRun } from './result.ts';

/** The file of the runs, and the lessons in the table. */
export const runsFile = 'bench/results/lessons.json';
const told = ['seven-tabs', 'silent-line', 'somebody-buffers', 'slow-reader', 'herd'] as const satisfies readonly LessonId[];

const [begin, end] = ['<!-- lessons:figures -->', '<!-- /lessons:figures -->'] as const;

/** A number with the unit that the round's sentence gives it. */
function quantityOf(id: LessonId, round: string, name: string, value: number): string {
  const { seen = '' } = words.lessons[id].rounds[round] ?? {};
  const [, unit] = new RegExp(`\\{${name}, ([^{}, ]+)\\}`).exec(seen) ?? [];
  return textOf(unit === undefined ? `{${name}}` : `{${name}, ${unit}}`, { [name]: value }, 'en');
}

/** The minimum and maximum as text, or one value if both texts are equal. */
function span(values: readonly number[], write: (value: number) => string): string {
  const [least, most] = [write(Math.min(...values)), write(Math.max(...values))];
  return least === most ? least : `${least} to ${most}`;
}

const checksOf = (runs: readonly LessonRun[], round: string, name: string) =>
  runs.flatMap(({ rounds }) => rounds.flatMap((played) => (played.id === round ? played.checked.filter((one) => one.name === name) : [])));

/** A row for each number that has an expected range. */
function rowsOf(id: LessonId, browsers: readonly BrowserRuns[]): string[] {
  return lessons[id].rounds.flatMap(({ id: round }) => {
    const played = browsers.flatMap(({ lessons: all }) => all[id] ?? []);
    const names = [
      ...new Set(played.flatMap(({ rounds }) => rounds.flatMap((one) => (one.id === round ? one.checked.map(({ name }) => name) : [])))),
    ];
    return names.map((name) => {
      const write = (value: number) => quantityOf(id, round, name, value);
      const ranges = checksOf(played, round, name).flatMap(({ range }) => range);
      const cells = browsers.map(({ lessons: all }) => {
        const values = checksOf(all[id] ?? [], round, name).map(({ measured }) => measured);
        return values.length > 0 ? span(values, write) : '–';
      });
      return `| ${words.lessons[id].title} | ${round} | ${name} | ${[span(ranges, write), ...cells].join(' | ')} |`;
    });
  });
}

const wholeOf = ({ lessons: all }: BrowserRuns): string => {
  const runs = Object.values(all).flat();
  return `${runs.filter(isWhole).length} of ${runs.length} runs of ${Object.keys(all).length} lessons came to their end with every number in its range`;
};

/** @param browsers as `npm run lessons` has written them */
export function figuresSection(browsers: readonly BrowserRuns[]): string {
  const heads = browsers.map(({ version }) => version);
  const each = browsers.map((one) => `- ${one.version}, ${one.taken}, ${one.system}: ${wholeOf(one)}.`);
  const table = [
    `| lesson | round | number | expected | ${heads.join(' | ')} |`,
    `| :-- | :-- | :-- | :-- | ${heads.map(() => ':--').join(' | ')} |`,
    ...told.flatMap((id) => rowsOf(id, browsers)),
  ];
  const intro = `\`npm run lessons\` has written [${runsFile}](../${runsFile}), and \`npm run lessons:figures\` this of it. The table has what lessons 6 to 10 measured, the least and the most of all runs, and the range in which it was expected:`;
  return [begin, '', ...each, '', intro, '', ...table, '', end].join('\n');
}

/** Replaces the section in the document. @throws Error if the document has no place for it */
export function withFigures(document: string, section: string): string {
  const [from, until] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || until < from)
    throw new Error(`Expected ${begin} and ${end} in the document; at least one is missing. Write them where the table is to stand.`);
  return document.slice(0, from) + section + document.slice(until + end.length);
}
