/** Sentences of the words, with numbers in them: `{mean, ms}`, and `{lost, plural, one {# notification} other {# notifications}}`, a part of ICU's MessageFormat. */

/** A piece of a sentence: text, or a number with its name and unit. */
export type Piece = string | { readonly name: string; readonly value: number; readonly text: string };

/** Units that stand behind a number, apart. `%` is of a share from 0 to 1. */
const units = ['ms', 's', 'B', '%', '×'] as const;
type Unit = (typeof units)[number];
/** As a language writes units, where it has other symbols than the international ones: Russian by GOST 8.417, Chinese with a word for “times”. */
const ownUnits: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ru: { ms: 'мс', s: 'с', B: 'Б', kB: 'кБ', MB: 'МБ' },
  zh: { '×': '倍' },
};

/** Languages that write the percent sign without a space. */
const closePercent: readonly string[] = ['pt', 'zh'];

const base = (language: string): string => language.split('-')[0] ?? language;

/** A unit as the language writes it. */
const unitName = (unit: string, language: string): string => ownUnits[base(language)]?.[unit] ?? unit;

const isUnit = (word: string): word is Unit => units.some((unit) => unit === word);

/** Three significant digits. @param language of the words, as in `Intl` */
const digits = (language: string, value: number): string =>
  new Intl.NumberFormat(language, Math.abs(value) < 1_000 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 }).format(value);

export function quantity(value: number, unit: string, language: string): string {
  if (Number.isNaN(value)) return '–';
  if (unit === '%') return `${digits(language, value * 100)}${closePercent.includes(base(language)) ? '' : ' '}%`;
  const behind = (number: number, name: string) => `${digits(language, number)} ${unitName(name, language)}`;
  if (unit === 'ms' && Math.abs(value) >= 9_950) return behind(value / 1_000, 's');
  if (unit === 'ms' && Math.abs(value) >= 100) return behind(Math.round(value), unit);
  if (unit === 'B' && Math.abs(value) >= 1_000_000) return behind(value / 1_000_000, 'MB');
  if (unit === 'B' && Math.abs(value) >= 10_000) return behind(value / 1_000, 'kB');
  return unit ? behind(value, unit) : digits(language, value);
}

/** Where the brace that is open at `from` is closed. */
function closing(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error(`Expected a closing brace in “${text}”.`);
}

/** The parts of `one {…} other {…}`. */
function formsOf(forms: string): Map<string, string> {
  const found = new Map<string, string>();
  for (let at = forms.indexOf('{'); at >= 0; at = forms.indexOf('{', at)) {
    const end = closing(forms, at);
    const name = /(\S+)\s*$/.exec(forms.slice(0, at))?.[1] ?? '';
    found.set(name, forms.slice(at + 1, end));
    at = end;
  }
  return found;
}

/** What of these holds for this number. */
function pluralOf(text: string, value: number, language: string): string {
  const forms = formsOf(text);
  return forms.get(`=${value}`) ?? forms.get(new Intl.PluralRules(language).select(value)) ?? forms.get('other') ?? '';
}

/** The same as a text alone. */
export const textOf = (sentence: string, values: Readonly<Record<string, number>>, language: string): string =>
  format(sentence, values, language)
    .map((piece) => (typeof piece === 'string' ? piece : piece.text))
    .join('');

/** @param values by name; what is lacking is a dash */
export function format(sentence: string, values: Readonly<Record<string, number>>, language: string): Piece[] {
  const start = sentence.indexOf('{');
  if (start < 0) return sentence ? [sentence] : [];
  const end = closing(sentence, start);
  const [name = '', kind = '', ...rest] = sentence.slice(start + 1, end).split(',');
  const value = values[name.trim()] ?? Number.NaN;
  const unit = kind.trim();
  const text =
    unit === 'plural'
      ? textOf(pluralOf(rest.join(','), value, language).replaceAll('#', `{${name}}`), values, language)
      : quantity(value, isUnit(unit) ? unit : '', language);
  return [sentence.slice(0, start), { name: name.trim(), value, text }, ...format(sentence.slice(end + 1), values, language)].filter(
    (piece) => piece !== '',
  );
}

/** Names of all numbers in a sentence, each once. */
export function placeholdersOf(sentence: string): string[] {
  const start = sentence.indexOf('{');
  if (start < 0) return [];
  const end = closing(sentence, start);
  const [name = '', kind = '', ...rest] = sentence.slice(start + 1, end).split(',');
  const inner = kind.trim() === 'plural' ? [...formsOf(rest.join(',')).values()] : [];
  return [...new Set([name.trim(), ...inner.flatMap(placeholdersOf), ...placeholdersOf(sentence.slice(end + 1))])].toSorted();
}
