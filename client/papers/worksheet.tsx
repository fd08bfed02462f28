/** What a pupil has on the desk: bets to tick, gaps for the numbers of the run, room for the reasons. */
import type { Lesson } from '../page/lessons/lesson.ts';
import { BetOnPaper, type RoundProps } from './bets.tsx';
import { Cloze, RunTable } from './blanks.tsx';
import { Labelled, Lines, Sheet, Tick } from './sheet.tsx';
import { fill, type Said } from './words.ts';

const Steps = ({ words, said }: RoundProps) =>
  words.steps ? (
    <>
      <p class="label">{said.paper.do}</p>
      <ul class="options">
        {Object.values(words.steps).map((step) => (
          <Tick>{step}</Tick>
        ))}
      </ul>
    </>
  ) : null;

function RoundOnPaper({ count, at, ...props }: RoundProps & { readonly at: number; readonly count: number }) {
  const { words, said } = props;
  const { learn } = said.page;
  return (
    <article class="round">
      <h2>{fill(learn.round, { round: at + 1, rounds: count })}</h2>
      <p>{words.set}</p>
      <p class="question">{words.question}</p>
      <div class="row">
        <p class="label">{said.paper.myBet}</p>
        <ul class="options in-row">
          <Tick>{learn.guess}</Tick>
          <Tick>{learn.sure}</Tick>
        </ul>
      </div>
      <BetOnPaper {...props} />
      <Steps {...props} />
      <p class="label">{learn.youSaw}</p>
      <Cloze sentence={words.seen} said={said} />
      <RunTable sentence={words.seen} said={said} />
      <Lines least={1} label={said.paper.why} />
    </article>
  );
}

/** Without what stands in brackets behind a question: that is its answer. */
export const asked = (question: string): string => question.replace(/\s*[(（][^()（）]*[)）]/g, '');

/** Rounds that leave room for one question only. */
const many = 4;

function Afterwards({ lesson, said }: { readonly lesson: Lesson; readonly said: Said }) {
  const { paper, page } = said;
  const words = page.lessons[lesson.id];
  return (
    <article class="round">
      <h2>{paper.afterwards}</h2>
      <p>
        <Labelled label={page.learn.discuss} said={said}>
          {asked(words.teacher.discuss)}
        </Labelled>
      </p>
      <Lines least={1} />
      {lesson.rounds.length < many && (
        <>
          <p>
            <Labelled label={page.learn.try} said={said}>
              {words.try}
            </Labelled>
          </p>
          <p>
            <Labelled label={page.learn.devtools} said={said}>
              {words.devtools}
            </Labelled>
          </p>
          <Lines least={1} label={paper.answer} />
        </>
      )}
    </article>
  );
}

const Head = ({ paper }: Said) => (
  <table class="head">
    <tr>
      {[paper.name, paper.date, paper.browser].map((label) => (
        <td>{label}</td>
      ))}
    </tr>
  </table>
);

export interface LessonPaper {
  readonly lesson: Lesson;
  /** In the list of lessons, from 1. */
  readonly number: number;
  readonly said: Said;
}

/** In points: two rounds with many steps fit on a side. */
const size = 9.6;

/** Two sides of a sheet. Long lessons have two rounds on each. */
export function Worksheet({ lesson, number, said }: LessonPaper) {
  const words = said.page.lessons[lesson.id];
  const kind = said.paper.worksheet;
  const title = `${fill(said.paper.lesson, { number })}${said.marks.colon}${words.title}`;
  const rounds = lesson.rounds.map((round, at) => {
    const own = words.rounds[round.id];
    return own && <RoundOnPaper {...{ round, words: own, said, at, count: lesson.rounds.length }} />;
  });
  const half = Math.ceil(rounds.length / 2);
  return (
    <>
      <Sheet {...{ kind, title, size }} page="1/2">
        <h1>{words.title}</h1>
        <Head {...said} />
        <p>{words.teaser}</p>
        {rounds.slice(0, half)}
      </Sheet>
      <Sheet {...{ kind, title, size }} page="2/2">
        {rounds.slice(half)}
        <Afterwards {...{ lesson, said }} />
      </Sheet>
    </>
  );
}
