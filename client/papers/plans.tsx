/** What is done in which minute, for one lesson and for two in a row. */

import { type LessonId, lessonIds } from '../../server/lab/door-paths.ts';
import { lessons } from '../page/lessons/index.ts';
import { Labelled, Lines, Sheet, sizeOf } from './sheet.tsx';
import { fill, type Said } from './words.ts';

/** A lesson, or something beside one and its minutes. */
type Part = LessonId | readonly [what: 'start' | 'free' | 'pause' | 'decide' | 'exit', minutes: number];

interface Plan {
  readonly minutes: 45 | 90;
  readonly parts: readonly Part[];
}

/** A lesson takes the minutes that it has in a class; what is left over is a reserve. */
const plans: readonly Plan[] = [
  { minutes: 45, parts: [['start', 3], ['free', 5], 'between-two-polls', 'seven-tabs', ['decide', 7], ['exit', 3]] },
  {
    minutes: 90,
    parts: [['start', 4], ['free', 6], 'how-late', 'between-two-polls', ['pause', 5], 'pull-the-plug', 'seven-tabs', ['decide', 12], ['exit', 5]],
  },
];

interface Row {
  readonly minutes: number;
  readonly what: string;
  readonly how: string;
}

function rowOf(part: Part, { paper, page, marks }: Said): Row {
  const { acts } = paper.plans;
  if (typeof part !== 'string') return { minutes: part[1], ...acts[part[0]] };
  const title = `${fill(paper.lesson, { number: lessonIds.indexOf(part) + 1 })}${marks.colon}${page.lessons[part].title}`;
  return { minutes: lessons[part].minutes.class, what: title, how: page.lessons[part].teacher.aim };
}

/** @throws Error where the parts take longer than there is time */
export function rowsOf({ minutes, parts }: Plan, said: Said): readonly Row[] {
  const rows = parts.map((part) => rowOf(part, said));
  const left = minutes - rows.reduce((sum, row) => sum + row.minutes, 0);
  if (left < 0)
    throw new Error(`Expected parts of at most ${minutes} minutes; they take ${minutes - left}. Leave one out in client/papers/plans.tsx.`);
  return left > 0 ? [...rows, { minutes: left, ...said.paper.plans.acts.reserve }] : rows;
}

function Table({ rows, said: { paper } }: { readonly rows: readonly Row[]; readonly said: Said }) {
  let from = 0;
  return (
    <table class="plan">
      <thead>
        <tr>
          <th>{paper.plans.minutes}</th>
          <th>{paper.plans.what}</th>
          <th>{paper.plans.how}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ minutes, what, how }) => {
          from += minutes;
          return (
            <tr>
              <td>
                {from - minutes}–{from}
              </td>
              <td>{what}</td>
              <td>{how}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const Listed = ({ title, items }: { readonly title: string; readonly items: readonly string[] }) => (
  <>
    <h2>{title}</h2>
    <ul>
      {items.map((item) => (
        <li>{item}</li>
      ))}
    </ul>
  </>
);

function PlanSheet({ plan, said, page }: { readonly plan: Plan; readonly said: Said; readonly page: string }) {
  const { plans: words, notes } = said.paper;
  const title = fill(words.title, { minutes: plan.minutes });
  const content = (
    <>
      <h1>{title}</h1>
      <p>{words.lead[plan.minutes]}</p>
      <p>{words.acts.lesson.how}</p>
      <Table rows={rowsOf(plan, said)} said={said} />
      <Listed title={words.before} items={words.beforeItems} />
      <Listed title={words.fails} items={words.failsItems} />
      <h2>{words.exitTitle}</h2>
      <p class="question">{words.exit[plan.minutes]}</p>
      <p>
        <Labelled label={words.exitKeyTitle} said={said}>
          {words.exitKey[plan.minutes]}
        </Labelled>
      </p>
    </>
  );
  return (
    <Sheet kind={said.paper.contents.title} title={title} page={page} size={Math.min(10.5, sizeOf(content))}>
      {content}
      <Lines least={1} label={notes} />
    </Sheet>
  );
}

export const Plans = ({ said }: { readonly said: Said }) => (
  <>
    {plans.map((plan, index) => (
      <PlanSheet plan={plan} said={said} page={`${index + 1}/${plans.length}`} />
    ))}
  </>
);
