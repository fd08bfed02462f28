import { type Signal, useSignal } from '@preact/signals';
import type { Placed } from '../lessons/judge.ts';
import type { Bet } from '../lessons/lesson.ts';
import { betOf, type Confidence, confidences } from '../lessons/runner.ts';
import { quantity } from '../words/format.ts';
import { CurveForm, drawn } from './curve.tsx';
import type { RoomProps } from './lesson-room.tsx';
import { RepairFile } from './repair-file.tsx';

type Chosen = Signal<Placed | undefined>;
type Of<Kind extends Bet['kind']> = { readonly bet: Extract<Bet, { kind: Kind }>; readonly chosen: Chosen } & RoomProps;

/** A few options, each with the digit that selects it. */
const Options = ({ bet, chosen, said }: Of<'choice'>) => (
  <div class="options">
    {Object.keys(bet.options).map((option, index) => (
      <label key={option}>
        <input
          type="radio"
          name="bet"
          value={option}
          checked={chosen.value === option}
          onChange={() => {
            chosen.value = option;
          }}
        />
        <span class="digit" aria-hidden="true">
          {index + 1}
        </span>{' '}
        {said.options?.[option]}
      </label>
    ))}
  </div>
);

/** A guess on a scale. It is empty until it is touched. */
function Scale({ bet, chosen, said, words }: Of<'number'>) {
  const [least, most] = bet.range;
  const value = typeof chosen.value === 'number' ? chosen.value : undefined;
  const text = value === undefined ? '?' : quantity(value, bet.unit, words.language);
  const take = ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => {
    chosen.value = currentTarget.valueAsNumber;
  };
  return (
    <div class="guess">
      <output>{text}</output>
      <input
        type="range"
        aria-label={said.question}
        aria-valuetext={text}
        min={least}
        max={most}
        step={bet.step}
        value={value ?? (least + most) / 2}
        onInput={take}
        // A tap on the middle, where the thumb is already, changes no value and so is no input.
        onClick={take}
      />
      <span class="ends">
        <span>{quantity(least, bet.unit, words.language)}</span>
        <span>{quantity(most, bet.unit, words.language)}</span>
      </span>
    </div>
  );
}

const swapped = (items: readonly string[], at: number): readonly string[] =>
  items.map((item, index) => (index === at ? (items[at + 1] ?? item) : index === at + 1 ? (items[at] ?? item) : item));

/** An order from the least to the most. */
function Order({ bet, chosen, said, words }: Of<'sort'>) {
  const { learn } = words;
  const items = Array.isArray(chosen.value) ? chosen.value.map(String) : bet.items;
  const named = (text: string, item: string) => text.replace('{item}', said.options?.[item] ?? item);
  const move = (at: number) => {
    chosen.value = swapped(items, at);
  };
  return (
    <div class="order">
      <p class="hint">{learn.least}</p>
      <ol>
        {items.map((item: string, index: number) => (
          <li key={item}>
            <span>{said.options?.[item] ?? item}</span>
            <button type="button" aria-label={named(learn.up, item)} disabled={index === 0} onClick={() => move(index - 1)}>
              ↑
            </button>
            <button type="button" aria-label={named(learn.down, item)} disabled={index === items.length - 1} onClick={() => move(index)}>
              ↓
            </button>
          </li>
        ))}
      </ol>
      <p class="hint">{learn.most}</p>
    </div>
  );
}

function Sureness({ chosen, words: { learn } }: { readonly chosen: Signal<Confidence>; readonly words: RoomProps['words'] }) {
  return (
    <fieldset class="sureness">
      <legend>{learn.confidence}</legend>
      {confidences.map((name) => (
        <label key={name}>
          <input
            type="radio"
            name="confidence"
            checked={chosen.value === name}
            onChange={() => {
              chosen.value = name;
            }}
          />
          {learn[name]}
        </label>
      ))}
    </fieldset>
  );
}

/** The question, and the form for the bet. */
export function BetForm(props: RoomProps) {
  const { play, words, said } = props;
  const { learn } = words;
  const { bet, repair } = play.round;
  const { again, kept } = play.run.value;
  const chosen = useSignal<Placed | undefined>(kept?.bet ?? (bet.kind === 'sort' ? bet.items : undefined));
  const confidence = useSignal<Confidence>(kept?.confidence ?? 'guess');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen.value !== undefined) play.move({ do: 'bet', bet: chosen.value, confidence: confidence.value });
      }}
    >
      {again && <p class="again">{learn.askedAgain}</p>}
      <fieldset class="bet">
        <legend class="bet-question">{said.question}</legend>
        {bet.kind === 'choice' && <Options {...props} {...{ bet, chosen }} />}
        {bet.kind === 'number' && <Scale {...props} {...{ bet, chosen }} />}
        {bet.kind === 'curve' && <CurveForm {...props} {...{ bet, chosen }} />}
        {bet.kind === 'sort' && <Order {...props} {...{ bet, chosen }} />}
      </fieldset>
      {repair && <RepairFile {...{ repair, words }} chosen={chosen.value} />}
      <Sureness chosen={confidence} words={words} />
      <p class="buttons">
        <button type="submit" class="primary" disabled={chosen.value === undefined}>
          {learn.bet}
        </button>
        {!again && (
          <button type="button" onClick={() => play.move({ do: 'skip' })}>
            {learn.skip}
          </button>
        )}
      </p>
    </form>
  );
}

/** The bet in words. */
export function betText({ play, words, said }: RoomProps): string {
  const placed = betOf(play.run.value)?.bet;
  const { bet } = play.round;
  if (placed === undefined) return words.learn.noBet;
  const name = (item: string) => said.options?.[item] ?? item;
  if (bet.kind === 'curve') return drawn(bet, placed).join(' · ');
  if (bet.kind === 'number') return quantity(Number(placed), bet.unit, words.language);
  return Array.isArray(placed) ? placed.map((item) => name(`${item}`)).join(' < ') : name(`${placed}`);
}

/** The question, and the bet in words, with the confidence. */
export function PlacedBet(props: RoomProps) {
  const { play, words, said } = props;
  const { learn } = words;
  const counting = betOf(play.run.value);
  return (
    <>
      <p class="bet-question">{said.question}</p>
      <p class="placed">
        {counting ? (
          <>
            {learn.yourBet}: <b>{betText(props)}</b> ({learn[counting.confidence]})
          </>
        ) : (
          learn.noBet
        )}
      </p>
    </>
  );
}
