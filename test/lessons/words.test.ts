import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lessons } from '../../client/page/lessons/index.ts';
import { answersOf } from '../../client/page/lessons/judge.ts';
import { words as english } from '../../client/page/words/en/words.ts';
import { format, placeholdersOf } from '../../client/page/words/format.ts';
import { chosenLanguage } from '../../client/page/words/languages.ts';
import type { Words } from '../../client/page/words/words.ts';
import { lessonIds } from '../../server/lab/door-paths.ts';
import { readFacts } from '../browser-facts/facts.ts';
import { sentencesOf } from './sentences.ts';

const folder = join(import.meta.dirname, '../../client/page/words');

/** Each language has a folder. */
const languages = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const text = (sentence: string, values: Record<string, number> = {}, language = 'en') =>
  format(sentence, values, language)
    .map((piece) => (typeof piece === 'string' ? piece : piece.text))
    .join('');

describe('words', () => {
  it.each(languages)('in %s exist for every lesson, with the same keys and placeholders as in English', async (language) => {
    const { words }: { words: Words } = await import(`../../client/page/words/${language}/words.ts`);
    const { language: own, ...rest } = words;
    const { language: _, ...wanted } = english;
    expect(own.split('-')[0]).toBe(language);
    const [there, here] = [sentencesOf(rest), sentencesOf(wanted)];
    expect([...there.keys()].toSorted()).toEqual([...here.keys()].toSorted());
    for (const [path, sentence] of there) {
      expect(sentence.trim(), path).not.toBe('');
      expect(placeholdersOf(sentence), path).toEqual(placeholdersOf(here.get(path) ?? ''));
    }
  });

  it.each(lessonIds)('of %s describe each round, option and step, and answer each wrong bet', (id) => {
    const { rounds, next } = lessons[id];
    expect(Object.keys(english.lessons[id].rounds)).toEqual(rounds.map((round) => round.id));
    expect(next.length).toBeGreaterThan(0);
    for (const { id: round, bet, steps = [], expect: ranges } of rounds) {
      const said = english.lessons[id].rounds[round];
      expect(Object.keys(said?.answers ?? {}).toSorted(), round).toEqual(answersOf(bet).toSorted());
      const named = bet.kind === 'number' || bet.kind === 'curve' ? [] : bet.kind === 'sort' ? bet.items : Object.keys(bet.options);
      expect(Object.keys(said?.options ?? {}).toSorted(), round).toEqual([...named].toSorted());
      expect(Object.keys(said?.steps ?? {}), round).toEqual(steps.map((step) => step.id));
      // The learner reads every number for which the round expects a range.
      expect(placeholdersOf(said?.seen ?? ''), round).toEqual(
        expect.arrayContaining(Object.keys(ranges({ rtt: 100, rate: 10, pollInterval: 1_000 }))),
      );
      for (const other of [said?.question, said?.set, said?.because, ...Object.values(said?.answers ?? {})])
        expect(placeholdersOf(other ?? '')).toEqual([]);
    }
  });

  it('describe a difference of a browser if it was measured, and no other', () => {
    const { browsers } = readFacts();
    const factOf = (family: string, key: string) => browsers.find(({ name }) => name.toLowerCase() === family)?.facts[key];
    for (const id of lessonIds) {
      for (const { id: round, differs = {} } of lessons[id].rounds) {
        expect(Object.keys(english.lessons[id].rounds[round]?.browsers ?? {}), `${id}, ${round}`).toEqual(Object.keys(differs));
        for (const [family, key] of Object.entries(differs)) expect(factOf(family, key), key).not.toEqual(factOf('chromium', key));
      }
    }
  });

  it('write a number with its unit, with three digits and in the format of the language', () => {
    expect(text('{a, ms}, {b, ms}, {c, %}, {d, B}, {e, ×}, {f}', { a: 512.345, b: 12_345, c: 0.8123, d: 44_160, e: 1.987, f: 3 })).toBe(
      '512 ms, 12.3 s, 81.2 %, 44.2 kB, 1.99 ×, 3',
    );
    expect(text('{a, ms}', { a: 1.25 }, 'es')).toBe('1,25 ms');
    expect(text('{nothing, ms}')).toBe('–');
  });

  it('use the plural forms of the language', () => {
    const sentence = '{n, plural, =0 {none} one {# poll} other {# polls}} of {all}';
    expect([0, 1, 2].map((n) => text(sentence, { n, all: 9 }))).toEqual(['none of 9', '1 poll of 9', '2 polls of 9']);
    const russian = '{n, plural, one {# опрос} few {# опроса} many {# опросов} other {# опроса}}';
    expect([1, 3, 5, 21].map((n) => text(russian, { n }, 'ru'))).toEqual(['1 опрос', '3 опроса', '5 опросов', '21 опрос']);
    expect(() => format('{n', {}, 'en')).toThrow('closing brace');
    expect(placeholdersOf(`${sentence} {b, ms}`)).toEqual(['all', 'b', 'n']);
  });

  it('are chosen by the browser’s list of languages, or English if none of them exists', () => {
    expect(chosenLanguage(['xx', 'en-GB'])).toBe('en');
    expect(chosenLanguage([])).toBe('en');
    expect(chosenLanguage(['de', 'pt-PT', 'es'])).toBe('pt');
    expect(chosenLanguage(['', 'zh-Hant-TW'])).toBe('zh');
  });
});
