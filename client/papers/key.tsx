/** What the teacher has: which bet is right and in which range, the answer to each wrong one, and where the votes are counted. */
import { answersOf } from '../page/lessons/judge.ts';
import type { Bet, Round } from '../page/lessons/lesson.ts';
import type { RoundWords } from '../page/words/words.ts';
import { Ranges } from './blanks.tsx';
import { expectedOf, likelyOrder, rightOptions } from './expected.ts';
import { Labelled, Lines, Sheet, sizeOf } from './sheet.tsx';
import { fill, type PaperWords, type Said } from './words.ts';
import type { LessonPaper } from './worksheet.tsx';

interface RoundProps {
  readonly round: Round;
  readonly words: RoundWords;
  readonly said: Said;
  readonly at: number;
}

/** What a wrong bet is called for which the page has this answer. */
function wrongBet(bet: Bet, answer: string, words: RoundWords, paper: PaperWords): string {
  const option = words.options?.[answer];
  if (bet.kind === 'choice') return option ?? answer;
  if (bet.kind === 'sort') return option ? fill(paper.first, { item: option }) : paper.rest;
  const names: Readonly<Record<string, string>> = { low: paper.low, high: paper.high, flat: paper.flat, steep: paper.steep, shifted: paper.shifted };
  return names[answer] ?? answer;
}

function Answers({ round, words, said: { paper } }: RoundProps) {
  const right = rightOptions(round);
  return (
    <table class="answers">
      <thead>
        <tr>
          <th>{paper.option}</th>
          <th>{paper.says}</th>
          <th class="votes">{paper.before}</th>
          <th class="votes">{paper.after}</th>
        </tr>
      </thead>
      <tbody>
        {answersOf(round.bet).map((answer) => (
          <tr class={right.includes(answer) ? 'right' : undefined}>
            <td>
              {right.includes(answer) && '✓ '}
              {wrongBet(round.bet, answer, words, paper)}
            </td>
            <td>{words.answers[answer]}</td>
            <td />
            <td />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function RoundInKey(props: RoundProps & { readonly count: number }) {
  const { round, words, said, at, count } = props;
  const { learn } = said.page;
  const order = likelyOrder(round);
  return (
    <article class="round">
      <h2>
        {fill(learn.round, { round: at + 1, rounds: count })}
        {said.marks.colon}
        <span>{words.question}</span>
      </h2>
      <Answers {...props} />
      {order.length > 0 && <p class="ranges">✓ {order.map((item) => words.options?.[item]).join(' – ')}</p>}
      <Ranges sentence={words.seen} ranges={expectedOf(round)} said={said} />
      {Object.values(words.browsers ?? {}).map((sentence) => (
        <p>{sentence}</p>
      ))}
      <p>
        <Labelled label={learn.because} said={said}>
          {words.because}
        </Labelled>
      </p>
    </article>
  );
}

const Read = ({ lesson, said }: LessonPaper) => (
  <p class="links">
    <Labelled label={said.page.learn.read} said={said} />
    {lesson.links.map(({ text, url }, index) => (
      <>
        {index > 0 && said.marks.semicolon}
        <a href={url}>{text}</a> <small>{url}</small>
      </>
    ))}
  </p>
);

const Ending = (props: LessonPaper) => {
  const { paper, page } = props.said;
  const words = page.lessons[props.lesson.id];
  const parts = [
    [page.learn.discuss, words.teacher.discuss],
    [paper.plans.inClass, paper.plans.acts.lesson.how],
    [page.learn.try, words.try],
    [page.learn.devtools, words.devtools],
  ];
  return (
    <>
      {parts.map(([label, text]) => (
        <p>
          <Labelled label={label} said={props.said}>
            {text}
          </Labelled>
        </p>
      ))}
      <Read {...props} />
    </>
  );
};

function Advice({ lesson, said }: LessonPaper) {
  const { page, paper, marks } = said;
  const { teacher } = page.lessons[lesson.id];
  return (
    <div class="advice">
      <p>
        <Labelled label={page.learn.aim} said={said}>
          {teacher.aim}
        </Labelled>
      </p>
      <p>
        <Labelled label={page.learn.pitfalls} said={said}>
          {teacher.pitfalls}
        </Labelled>
      </p>
      <p class="hint">
        {fill(paper.inClass, { minutes: lesson.minutes.class })}
        {marks.stop}
        {paper.ranges}
      </p>
    </div>
  );
}

export function Key(props: LessonPaper) {
  const { lesson, number, said } = props;
  const { paper, page } = said;
  const words = page.lessons[lesson.id];
  const title = `${fill(paper.lesson, { number })}${said.marks.colon}${words.title}`;
  const rounds = lesson.rounds.map((round, at) => {
    const own = words.rounds[round.id];
    return own && <RoundInKey {...{ round, words: own, said, at, count: lesson.rounds.length }} />;
  });
  const half = Math.ceil(rounds.length / 2);
  const first = (
    <>
      <h1>{words.title}</h1>
      <Advice {...props} />
      {rounds.slice(0, half)}
    </>
  );
  const second = (
    <>
      {rounds.slice(half)}
      <Ending {...props} />
    </>
  );
  return [first, second].map((content, index) => (
    <Sheet kind={paper.key} title={title} page={`${index + 1}/2`} size={sizeOf(content)}>
      {content}
      <Lines least={1} label={paper.notes} />
    </Sheet>
  ));
}
