/** Each language has the same plurals, names and numbers as English, and the terms of its glossary. */
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

/** Transports in any case, because one may begin a sentence. */
const transports = /long-polling|polling|\bsse\b|websocket/gi;

/** Names of browsers' and protocols' parts, and labels of controls on the page or in the browser's tools. */
const names =
  /EventSource|Last-Event-ID|readyState|fetch\(\)|BroadcastChannel|SharedWorker|HTTP\/\d[.\d]*|after=\w*|DevTools|localhost|Chromium|Firefox|Poll every(?! \d)|\bNetwork\b|\bQueueing\b|\bStalled\b|\bpending\b|column Size|\bReset(?= puts)/g;

/** Words of a text that are spelt the same in every language. */
const namesIn = (text: string): readonly string[] => [
  ...new Set([
    ...(text.match(transports) ?? []).map((name) => name.toLowerCase()),
    ...(text.match(names) ?? []).map((name) => name.replace('column ', '')),
  ]),
];

/** Numbers in a text, with a decimal comma read as a point. None of these texts has a comma between thousands. */
const digitsIn = (text: string): readonly string[] => text.replace(/(\d),(\d)/g, '$1.$2').match(/\d+(\.\d+)?/g) ?? [];

/** The plural categories that a language needs for whole numbers up to a million and for fractions. Categories for larger counts are left out, because no count here gets there. */
function categoriesOf(language: string): readonly string[] {
  const rules = new Intl.PluralRules(language);
  const counts = [...Array(1_000).keys(), 1.5, 10_000, 999_999];
  return [...new Set(counts.map((count) => rules.select(count)))].toSorted();
}

describe.each(languageNames)('words in %s', async (language) => {
  const { language: tag, ...words } = await loadWords(language);
  const sentences = [...sentencesOf(words)];

  it('have a form for every plural category of the language', () => {
    const wanted = categoriesOf(tag);
    const found = sentences.flatMap(([path, sentence]) => pluralsIn(sentence).map((forms) => ({ path, forms })));
    expect(found.length).toBeGreaterThan(0);
    for (const { path, forms } of found) {
      // A choice by a number that is not shown, such as “yes” or “no”, needs no plural.
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

  it('keep names untranslated', () => {
    for (const [path, sentence] of here)
      for (const name of namesIn(sentence)) expect(there.get(path), path).toMatch(new RegExp(name.replace(/[()]/g, '\\$&'), 'i'));
  });

  it('contain the same numbers as the English ones', () => {
    for (const [path, sentence] of here) expect(digitsIn(there.get(path) ?? ''), path).toEqual(expect.arrayContaining([...digitsIn(sentence)]));
  });

  it.each(terms)('translate $english as “$word”', ({ in: pattern, stem }) => {
    const [term, own] = [new RegExp(`\\b(${pattern})\\b`, 'i'), new RegExp(stem, 'i')];
    // A language may omit a subject in one sentence, but not in all sentences around it.
    for (const [path, sentence] of here) {
      const around = path.split('.').slice(0, -1).join('.');
      const near = [...there].flatMap(([other, text]) => (other.startsWith(around) ? [text] : []));
      if (term.test(sentence)) expect(near.join('\n'), path).toMatch(own);
    }
  });

  it.each(never)('never contain “$word”', ({ word }) => {
    const loser = new RegExp(word, 'iu');
    for (const [path, sentence] of there) expect(sentence, path).not.toMatch(loser);
  });

  it('write quantities as the language does', () => {
    const quantities = {
      es: '1,25 ms, 12,3 kB, 81,2 %, 3 ×',
      pt: '1,25 ms, 12,3 kB, 81,2%, 3 ×',
      ru: '1,25 мс, 12,3 кБ, 81,2 %, 3 ×',
      zh: '1.25 ms, 12.3 kB, 81.2%, 3 倍',
    };
    expect(textOf('{a, ms}, {b, B}, {c, %}, {d, ×}', { a: 1.25, b: 12_345, c: 0.8123, d: 3 }, tag)).toBe(Reflect.get(quantities, language));
  });
});
