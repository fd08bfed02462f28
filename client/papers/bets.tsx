/** What a pupil bets before a round, to be filled in with a pen: options to tick, a number, an order or a curve. */
import type { Bet, Round } from '../page/lessons/lesson.ts';
import { quantity } from '../page/words/format.ts';
import type { RoundWords } from '../page/words/words.ts';
import { Tick } from './sheet.tsx';
import { fill, type Said } from './words.ts';

/** A round, and its words in the language of the paper. */
export interface RoundProps {
  readonly round: Round;
  readonly words: RoundWords;
  readonly said: Said;
}

type Of<Kind extends Bet['kind']> = RoundProps & { readonly bet: Extract<Bet, { kind: Kind }> };

const Options = ({ bet, words }: Of<'choice'>) => (
  <ul class="options">
    {Object.keys(bet.options).map((option) => (
      <Tick>{words.options?.[option]}</Tick>
    ))}
  </ul>
);

function Guess({ bet, said: { paper, page, marks } }: Of<'number'>) {
  const [least, most] = bet.range.map((value) => quantity(value, bet.unit, page.language));
  return (
    <p>
      <span class="gap" /> {marks.bracketed(fill(paper.scale, { least: least ?? '', most: most ?? '' }))}
    </p>
  );
}

const Order = ({ bet, words, said }: Of<'sort'>) => (
  <>
    <p class="hint">{said.paper.order}</p>
    <ul class="options in-row">
      {bet.items.map((item) => (
        <Tick>{words.options?.[item]}</Tick>
      ))}
    </ul>
  </>
);

/** Lines between the lowest and the highest value of a bar. */
const gridLines = 5;

function Curve({ bet, said: { paper, page } }: Of<'curve'>) {
  const seconds = (index: number) => quantity((index * bet.each) / 1_000, 's', page.language);
  return (
    <>
      <p class="hint">{fill(paper.draw, { step: String(bet.range[1] / gridLines) })}</p>
      <table class="curve">
        <tbody>
          {Array.from({ length: gridLines }, () => (
            <tr>
              {bet.of.map(() => (
                <td />
              ))}
            </tr>
          ))}
          <tr>
            {bet.of.map((_, index) => (
              <th>{seconds(index)}</th>
            ))}
          </tr>
        </tbody>
      </table>
    </>
  );
}

/** The place for a pupil's bet. */
export function BetOnPaper(props: RoundProps) {
  const { bet } = props.round;
  switch (bet.kind) {
    case 'choice':
      return <Options {...props} bet={bet} />;
    case 'number':
      return <Guess {...props} bet={bet} />;
    case 'sort':
      return <Order {...props} bet={bet} />;
    case 'curve':
      return <Curve {...props} bet={bet} />;
  }
}
