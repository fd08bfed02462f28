/** Each language says what English says: plurals, names, numbers, and the terms of its glossary. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { words as english } from '../../client/page/words/en/words.ts';
import { textOf } from '../../client/page/words/format.ts';
import { languageNames } from '../../client/page/words/languages.ts';
import { loadWords } from '../../client/page/words/words.ts';
import { pluralsIn, sentencesOf } from './sentences.ts';

interface Term {
  readonly english: string;
  readonly in: string;
  readonly word: string;
  readonly stem: string;
}

interface Terms {
  readonly address: { readonly form: string; readonly why: string };
  readonly terms: readonly Term[];
  readonly never: readonly { readonly word: string; readonly why: string }[];
}

const others = languageNames.filter((name) => name !== 'en');

const termsOf = (language: string): Terms =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../client/page/words/${language}/terms.json`), 'utf8'));

/** Transports, in capitals or not: a sentence may begin with them. */
const transports = /long-polling|polling|\bsse\b|websocket/gi;

/** What browsers and protocols call something, and what a control of the page or of the browser's tools is called. */
const names =
  /EventSource|Last-Event-ID|readyState|fetch\(\)|BroadcastChannel|SharedWorker|HTTP\/\d[.\d]*|after=\w*|DevTools|localhost|Chromium|Firefox|Poll every(?! \d)|\bNetwork\b|\bQueueing\b|\bStalled\b|\bpending\b|column Size|\bReset(?= puts)/g;

/** What is spelt like this in every language. */
const namesIn = (text: string): readonly string[] => [
  ...new Set([
    ...(text.match(transports) ?? []).map((name) => name.toLowerCase()),
    ...(text.match(names) ?? []).map((name) => name.replace('column ', '')),
  ]),
];

/** Digits of a text; a decimal comma is a point. Three thousand is no number of these texts. */
const digitsIn = (text: string): readonly string[] => text.replace(/(\d),(\d)/g, '$1.$2').match(/\d+(\.\d+)?/g) ?? [];

/** What whole numbers up to a million, and fractions, need in a language: what no count here comes to is left out. */
function categoriesOf(language: string): readonly string[] {
  const rules = new Intl.PluralRules(language);
  const counts = [...Array(1_000).keys(), 1.5, 10_000, 999_999];
  return [...new Set(counts.map((count) => rules.select(count)))].toSorted();
}

describe.each(languageNames)('words in %s', async (language) => {
  const { language: tag, ...words } = await loadWords(language);
  const sentences = [...sentencesOf(words)];

  it('have the plural for every count', () => {
    const wanted = categoriesOf(tag);
    const found = sentences.flatMap(([path, sentence]) => pluralsIn(sentence).map((forms) => ({ path, forms })));
    expect(found.length).toBeGreaterThan(0);
    for (const { path, forms } of found) {
      // A word chosen by a number that is not said, “yes” or “no”, has no plural.
      if (!Object.values(forms).some((form) => form.includes('#'))) expect(Object.keys(forms), path).toContain('other');
      else
        expect(
          Object.keys(forms)
            .filter((form) => !form.startsWith('='))
            .toSorted(),
          path,
        ).toEqual(wanted);
    }
  });
});

describe.each(others)('words in %s', async (language) => {
  const { language: tag, ...words } = await loadWords(language);
  const { language: _, ...said } = english;
  const here = sentencesOf(said);
  const there = sentencesOf(words);
  const { terms, never } = termsOf(language);

  it('leave names as they are', () => {
    for (const [path, sentence] of here)
      for (const name of namesIn(sentence)) expect(there.get(path), path).toMatch(new RegExp(name.replace(/[()]/g, '\\$&'), 'i'));
  });

  it('have the numbers of the English ones', () => {
    for (const [path, sentence] of here) expect(digitsIn(there.get(path) ?? ''), path).toEqual(expect.arrayContaining([...digitsIn(sentence)]));
  });

  it.each(terms)('call $english “$word”', ({ in: pattern, stem }) => {
    const [term, own] = [new RegExp(`\\b(${pattern})\\b`, 'i'), new RegExp(stem, 'i')];
    // In a language that needs no subject a sentence may leave it out; what is said around it may not.
    for (const [path, sentence] of here) {
      const around = path.split('.').slice(0, -1).join('.');
      const near = [...there].flatMap(([other, text]) => (other.startsWith(around) ? [text] : []));
      if (term.test(sentence)) expect(near.join('\n'), path).toMatch(own);
    }
  });

  it.each(never)('never say “$word”', ({ word }) => {
    const loser = new RegExp(word, 'iu');
    for (const [path, sentence] of there) expect(sentence, path).not.toMatch(loser);
  });

  it('name a quantity as the language does', () => {
    const quantities = {
      es: '1,25 ms, 12,3 kB, 81,2 %, 3 ×',
      pt: '1,25 ms, 12,3 kB, 81,2%, 3 ×',
      ru: '1,25 мс, 12,3 кБ, 81,2 %, 3 ×',
      zh: '1.25 ms, 12.3 kB, 81.2%, 3 倍',
    };
    expect(textOf('{a, ms}, {b, B}, {c, %}, {d, ×}', { a: 1.25, b: 12_345, c: 0.8123, d: 3 }, tag)).toBe(Reflect.get(quantities, language));
  });
});
