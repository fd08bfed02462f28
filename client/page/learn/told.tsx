import { answerTo, isRight, sorted } from '../lessons/judge.ts';
import type { Bet } from '../lessons/lesson.ts';
import { askAgain, isOver } from '../lessons/runner.ts';
import type { Measures } from '../lessons/seen.ts';
import { quantity } from '../words/format.ts';
import { AccessLog } from './access-log.tsx';
import { ArrivalsChart } from './arrivals-chart.tsx';
import { betText, PlacedBet } from './bet-form.tsx';
import { browserFamily } from './browser-family.ts';
import { Shapes } from './curve.tsx';
import { Ending } from './ending.tsx';
import type { RoomProps } from './lesson-room.tsx';
import { Sentence } from './sentence.tsx';
import './told.css';

type Shown<Kind extends Bet['kind']> = RoomProps & { readonly bet: Extract<Bet, { kind: Kind }>; readonly measured: Measures };

/** Guess and measured value on the scale of the bet. */
function OnScale({ bet, measured, words, play }: Shown<'number'>) {
  const [least, most] = bet.range;
  const value = measured[bet.of] ?? Number.NaN;
  const place = (at: number) => `${Math.min(100, Math.max(0, (100 * (at - least)) / (most - least)))}%`;
  const { bet: guess } = play.run.value;
  return (
    <div class="on-scale">
      {typeof guess === 'number' && (
        <p class="guessed" style={{ '--at': place(guess) }}>
          {words.learn.yourBet} {quantity(guess, bet.unit, words.language)}
        </p>
      )}
      <div class="scale-bar" aria-hidden="true">
        {typeof guess === 'number' && <i class="guess-mark" style={{ '--at': place(guess) }} />}
        <i class="measure-mark" style={{ '--at': place(value) }} />
      </div>
      <p class="found" style={{ '--at': place(value) }}>
        {words.learn.measured} {quantity(value, bet.unit, words.language)}
      </p>
    </div>
  );
}

/** All options: the bet, and the right one. */
const AmongOptions = ({ bet, measured, words: { learn }, play, said }: Shown<'choice'>) => (
  <ul class="among">
    {Object.entries(bet.options).map(([option, holds]) => (
      <li key={option} data-right={holds(measured)}>
        {said.options?.[option]}
        {play.run.value.bet === option && <span class="chip">{learn.yourBet}</span>}
        {holds(measured) && <span class="chip">✓ {learn.isSo}</span>}
      </li>
    ))}
  </ul>
);

const InOrder = (props: Shown<'sort'>) => {
  const { bet, measured, words, said } = props;
  return (
    <p class="in-order">
      {words.learn.yourBet}: {betText(props)}
      <br />
      {words.learn.measured}:{' '}
      <b>
        {sorted(bet.items, measured)
          .map((item) => said.options?.[item] ?? item)
          .join(' < ')}
      </b>
    </p>
  );
};

/** Right or wrong, and the answer to this bet. */
function Verdict({ play, words: { learn }, said }: RoomProps) {
  const { bet, right, measured = {} } = play.run.value;
  if (bet === undefined) return <p class="judgement">{learn.noBet}</p>;
  if (right) return <p class="judgement right">{learn.right}</p>;
  const answer = isRight(play.round.bet, bet, measured) ? '' : said.answers[answerTo(play.round.bet, bet, measured)];
  return (
    <p class="judgement wrong">
      <b>{learn.wrong}</b> {answer}
    </p>
  );
}

/** How this browser differs, if it does. */
function InThisBrowser({ said }: RoomProps) {
  const browser = browserFamily();
  const different = browser && said.browsers?.[browser];
  return different ? <p class="in-this-browser">{different}</p> : null;
}

function WaysOn({ play, words: { learn } }: RoomProps) {
  const run = play.run.value;
  if (!play.revealed.value) {
    return (
      <button
        type="button"
        class="primary"
        onClick={() => {
          play.revealed.value = true;
        }}
      >
        {learn.reveal}
      </button>
    );
  }
  if (askAgain(run)) {
    return (
      <button type="button" class="primary" onClick={() => play.move({ do: 'again' })}>
        {learn.again}
      </button>
    );
  }
  if (isOver(run, play.lesson)) {
    return (
      <button type="button" onClick={() => play.move({ do: 'restart' })}>
        {learn.restart}
      </button>
    );
  }
  return (
    <button type="button" class="primary" onClick={() => play.move({ do: 'next' })}>
      {learn.next}
    </button>
  );
}

/** The bet and the result. On a projector the numbers are hidden until the class has discussed them. */
export function Told(props: RoomProps) {
  const { play, words, said } = props;
  const { learn } = words;
  const { measured = {} } = play.run.value;
  const { bet } = play.round;
  if (!play.revealed.value) {
    return (
      <>
        <PlacedBet {...props} />
        <p class="hidden-measure">?</p>
        <p class="buttons">
          <WaysOn {...props} />
        </p>
      </>
    );
  }
  return (
    <div role="status">
      <p class="bet-question">{said.question}</p>
      <Verdict {...props} />
      {bet.kind === 'number' && <OnScale {...props} {...{ bet, measured }} />}
      {bet.kind === 'choice' && <AmongOptions {...props} {...{ bet, measured }} />}
      {bet.kind === 'curve' && <Shapes {...props} {...{ bet, measured }} />}
      {play.arrivals.value.connections.length > 0 && <ArrivalsChart {...props} />}
      {bet.kind === 'sort' && <InOrder {...props} {...{ bet, measured }} />}
      <p class="saw">
        <b>{learn.youSaw}:</b> <Sentence text={said.seen} values={measured} words={words} />
      </p>
      <p>
        <b>{learn.because}:</b> {said.because}
      </p>
      <InThisBrowser {...props} />
      <AccessLog {...props} />
      {isOver(play.run.value, play.lesson) && !askAgain(play.run.value) && <Ending {...{ play, words }} />}
      <p class="buttons">
        <WaysOn {...props} />
      </p>
    </div>
  );
}
