/** What was measured, as gaps in a sentence and as a table to be filled in. */
import type { ComponentChildren } from 'preact';
import { quantity } from '../page/words/format.ts';
import type { Expected } from './expected.ts';
import { Labelled } from './sheet.tsx';
import type { Said } from './words.ts';

/** A number that a sentence names. */
export interface Blank {
  readonly name: string;
  readonly unit: string;
}

/** `{mean, ms}`, `{n, plural, one {# poll} other {# polls}}` */
const placeholder = /\{(\w+)(?:, plural, ((?:[^{}]+\{[^{}]*\}\s*)+)|, ([^{}]+))?\}/g;

/** ①, ② and so on. */
const sign = (index: number): string => String.fromCodePoint(0x2460 + index);

const formsOf = (plural: string): readonly string[] => [...plural.matchAll(/\{([^{}]*)\}/g)].map(([, form = '']) => form);

/** The form with most counts behind it. */
const counted = (plural: string): string => /(?:many|other) \{([^{}]*)\}/.exec(plural)?.[1] ?? '';

/** Numbers of a sentence in their order, each once; a word that is chosen by a number is none. */
export function blanksOf(sentence: string): readonly Blank[] {
  const found = new Map<string, Blank>();
  for (const [, name = '', plural, unit = ''] of sentence.matchAll(placeholder))
    if (!found.has(name) && (plural === undefined || plural.includes('#'))) found.set(name, { name, unit });
  return [...found.values()];
}

/** `①: ______ ms` without its number. */
const unitOf = (unit: string, { page }: Said): string => quantity(1, unit, page.language).replace(/[\d\s]/g, '');

const Gap = ({ index }: { readonly index: number }) => (
  <span class="gap">
    <small>{sign(index)}</small>
  </span>
);

/** Words to tick instead of a number. */
const Ticks = ({ forms }: { readonly forms: readonly string[] }) => (
  <>
    {forms.map((form, index) => (
      <>
        {index > 0 && ' '}
        <span class="tick" /> {form}
      </>
    ))}
  </>
);

/** A sentence with gaps where the numbers of the run are to be written. */
export function Cloze({ sentence, said }: { readonly sentence: string; readonly said: Said }) {
  const blanks = blanksOf(sentence);
  const parts: ComponentChildren[] = [];
  let from = 0;
  for (const match of sentence.matchAll(placeholder)) {
    const [whole, name = '', plural, unit = ''] = match;
    const gap = <Gap index={blanks.findIndex((blank) => blank.name === name)} />;
    parts.push(sentence.slice(from, match.index));
    from = match.index + whole.length;
    if (plural === undefined) parts.push(gap, unit && ` ${unitOf(unit, said)}`);
    else if (plural.includes('#')) parts.push(gap, counted(plural).replace('#', ''));
    else parts.push(<Ticks forms={formsOf(plural)} />);
  }
  return (
    <p class="cloze">
      {parts}
      {sentence.slice(from)}
    </p>
  );
}

/** A column for each number, a row for each run. */
export function RunTable({ sentence, said }: { readonly sentence: string; readonly said: Said }) {
  const blanks = blanksOf(sentence);
  if (blanks.length === 0) return null;
  return (
    <table class="runs">
      <thead>
        <tr>
          <th />
          {blanks.map(({ unit }, index) => (
            <th>
              {sign(index)} {unitOf(unit, said)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[said.paper.mine, said.paper.neighbour].map((row) => (
          <tr>
            <th>{row}</th>
            {blanks.map(() => (
              <td />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Above it nothing is said of the most. */
const unbounded = 1e12;

function rangeText([least, most]: readonly [number, number], { unit }: Blank, { page: { language } }: Said): string {
  // A count is whole.
  const [from, to] = unit === '' ? [Math.floor(Math.max(0, least)), Math.ceil(most)] : [Math.max(0, least), most];
  const text = (value: number) => quantity(value, unit, language);
  if (to > unbounded) return `≥ ${text(from)}`;
  return from === to ? text(from) : `${text(from)} – ${text(to)}`;
}

/** `delivered 8 – 34`, of each number that a range is known of, as the sentence shows it. */
export function Ranges({ sentence, ranges, said }: { readonly sentence: string; readonly ranges: Expected; readonly said: Said }) {
  const blanks = blanksOf(sentence);
  const known = blanks.flatMap((blank, index) => {
    const range = ranges[blank.name];
    return range ? [{ text: rangeText(range, blank, said), index }] : [];
  });
  return (
    <>
      <Cloze {...{ sentence, said }} />
      <p class="ranges">
        <Labelled label={said.paper.expected} said={said}>
          {known.length === 0 ? said.paper.open : known.map(({ text, index }) => `${sign(index)} ${text}`).join(said.marks.semicolon)}
        </Labelled>
      </p>
    </>
  );
}
