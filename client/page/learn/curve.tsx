import type { Signal } from '@preact/signals';
import type { Placed } from '../lessons/judge.ts';
import type { Bet } from '../lessons/lesson.ts';
import type { Measures } from '../lessons/seen.ts';
import { quantity } from '../words/format.ts';
import type { RoomProps } from './lesson-room.tsx';
import { told } from './sentence.tsx';
import './curve.css';

type Curve = Extract<Bet, { kind: 'curve' }>;

/** The range of seconds of a bar. */
const span = (bet: Curve, index: number) => ({ from: (index * bet.each) / 1_000, to: ((index + 1) * bet.each) / 1_000 });

/** The drawn bars, or nothing as long as none was touched. */
export const drawn = (bet: Curve, placed: Placed | undefined): readonly number[] =>
  bet.of.map((_, index) => (Array.isArray(placed) ? Number(placed[index] ?? 0) : 0));

/** A shape, drawn bar by bar. Each bar is a slider, so it works with finger and keyboard. It is empty until one is touched. */
export function CurveForm({ bet, chosen, said, words }: RoomProps & { readonly bet: Curve; readonly chosen: Signal<Placed | undefined> }) {
  const { learn, language } = words;
  const values = drawn(bet, chosen.value);
  const [least, most] = bet.range;
  return (
    <fieldset class="curve" aria-label={said.question}>
      {values.map((value, index) => (
        <label key={bet.of[index]}>
          <output aria-hidden="true">{value}</output>
          <input
            type="range"
            aria-label={told(learn.bar, span(bet, index), words)}
            aria-valuetext={told(learn.bars, { count: value }, words)}
            aria-orientation="vertical"
            min={least}
            max={most}
            step={bet.step}
            value={value}
            onInput={({ currentTarget }) => {
              chosen.value = values.map((one, at) => (at === index ? currentTarget.valueAsNumber : one));
            }}
          />
          <span aria-hidden="true">{quantity(span(bet, index).to, 's', language)}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface ShapesProps extends RoomProps {
  readonly bet: Curve;
  readonly measured: Measures;
}

/** The drawn shape beside the measured one. */
export function Shapes({ bet, measured, play, words }: ShapesProps) {
  const { learn, language } = words;
  const { bet: placed } = play.run.value;
  const guess = drawn(bet, placed);
  const found = bet.of.map((name) => measured[name] ?? 0);
  const top = Math.max(1, ...guess, ...found);
  return (
    <table class="shapes">
      <caption class="unseen">{learn.due}</caption>
      <thead>
        <tr>
          <td />
          {found.map((_, index) => (
            <th key={bet.of[index]} scope="col">
              {quantity(span(bet, index).to, 's', language)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {placed !== undefined && <Row name={learn.yourBet} kind="guess" counts={guess} top={top} />}
        <Row name={learn.measured} kind="found" counts={found} top={top} />
      </tbody>
    </table>
  );
}

const Row = ({
  name,
  kind,
  counts,
  top,
}: {
  readonly name: string;
  readonly kind: string;
  readonly counts: readonly number[];
  readonly top: number;
}) => (
  <tr class={kind}>
    <th scope="row">{name}</th>
    {counts.map((count, index) => (
      <td key={index} style={{ '--share': count / top }}>
        {count}
      </td>
    ))}
  </tr>
);
