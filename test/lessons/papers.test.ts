/** Papers for a class: the committed files are those that the command writes, and the texts on them are complete. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lessons } from '../../client/page/lessons/index.ts';
import { answersOf } from '../../client/page/lessons/judge.ts';
import { languageNames } from '../../client/page/words/languages.ts';
import { blanksOf } from '../../client/papers/blanks.tsx';
import { rightOptions } from '../../client/papers/expected.ts';
import { allPapers } from '../../client/papers/papers.tsx';
import { rowsOf } from '../../client/papers/plans.tsx';
import { paperWords, saidInAll } from '../../client/papers/words.ts';
import { asked } from '../../client/papers/worksheet.tsx';
import { lessonIds } from '../../server/lab/door-paths.ts';
import { sentencesOf } from './sentences.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'docs/lessons');
const papers = await allPapers();
const said = await saidInAll();

const textOf = (path: string): string =>
  (papers.get(path) ?? '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<');
const flat = (sentence = ''): string => sentence.replace(/\s+/g, ' ');

/** `en/keys/04-between-two-polls.html` */
const pathOf = (language: string, kind: string, id: string): string =>
  [...papers.keys()].find((path) => path.startsWith(`${language}/${kind}/`) && path.endsWith(`-${id}.html`)) ?? `no ${kind} of ${id}`;

describe('docs/lessons', () => {
  it('is what npm run lessons:docs writes, and nothing else', () => {
    const there = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
    expect(there.toSorted()).toEqual([...papers.keys()].toSorted());
    for (const path of there) expect(readFileSync(join(folder, path), 'utf8'), `${path}: run npm run lessons:docs`).toBe(papers.get(path));
  });

  it('is linked from the README and from the page for teachers', () => {
    for (const path of ['README.md', 'docs/learn.md']) expect(readFileSync(join(root, path), 'utf8')).toMatch(/\]\((docs\/)?lessons\/README\.md\)/);
  });
});

describe.each(languageNames)('papers in %s', (language) => {
  const own = said.find((one) => one.language === language);
  if (!own) throw new Error(`Expected words in ${language}; there are none.`);

  it('have all texts that the English ones have, with the same names in braces', () => {
    const [here, there] = [sentencesOf(paperWords('en')), sentencesOf(paperWords(language))];
    expect([...there.keys()]).toEqual([...here.keys()]);
    const names = (text = '') =>
      [
        ...new Set(text.match(/\{\w+\}|https?:\S+|npm [\w:-]+|\/decide|Last-Event-ID|after=|HTTP\/\d(?:\.\d)?|polling|websocket|\bsse\b/g)),
      ].toSorted();
    for (const [path, sentence] of there) {
      expect(sentence.trim(), path).not.toBe('');
      expect(names(sentence), path).toEqual(expect.arrayContaining(names(here.get(path))));
    }
  });

  it('have the punctuation of the language between their texts', () => {
    for (const [path] of papers)
      if (path.startsWith(`${language}/`))
        expect(textOf(path), path).not.toMatch(language === 'zh' ? /\p{Script=Han} *[:;,.] |\([^)]*的数\)/u : /[：；，。]/);
  });

  it.each(lessonIds)('have a worksheet of %s with every bet, a blank for each number, and no answer', (id) => {
    const path = pathOf(language, 'worksheets', id);
    const text = textOf(path);
    for (const { id: round, bet } of lessons[id].rounds) {
      const words = own.page.lessons[id].rounds[round];
      for (const part of [words?.set, words?.question, ...Object.values(words?.options ?? {}), ...Object.values(words?.steps ?? {})])
        expect(text, `${path}, ${round}`).toContain(flat(part));
      for (const answer of answersOf(bet)) expect(text, `${path}, ${round}`).not.toContain(flat(words?.answers[answer]));
      expect(text).not.toContain(flat(words?.because));
      expect(blanksOf(words?.seen ?? '').length, round).toBeGreaterThan(0);
    }
    expect(text).not.toMatch(/\{\w+|undefined|NaN/);
    expect(text).toContain(flat(asked(own.page.lessons[id].teacher.discuss)));
  });

  it.each(lessonIds)('have a key to %s with the answer to every wrong bet, the reasons, and no undefined number', (id) => {
    const path = pathOf(language, 'keys', id);
    const text = textOf(path);
    const { rounds, teacher } = own.page.lessons[id];
    for (const { answers, because } of Object.values(rounds))
      for (const part of [...Object.values(answers), because]) expect(text, path).toContain(flat(part));
    for (const part of Object.values(teacher)) expect(text).toContain(flat(part));
    expect(text).not.toMatch(/\{\w+|undefined|NaN|Infinity|∞/);
  });

  it('have plans that add up to their minutes', () => {
    const text = textOf(`${language}/plans.html`);
    for (const end of ['45', '90']) expect(text).toMatch(new RegExp(`\\d+–${end} `));
  });
});

describe('The key', () => {
  const choices = lessonIds.flatMap((id) =>
    lessons[id].rounds.filter(({ bet }) => bet.kind === 'choice').map((round) => ({ id, name: round.id, round })),
  );

  it.each(choices)('has the right option of $id, $name', ({ round }) => {
    const right = rightOptions(round);
    expect(right.length).toBeGreaterThan(0);
    // In a lesson that repairs a file, two changes may be right.
    if (!round.repair) expect(right).toHaveLength(1);
  });

  it('removes the answer in brackets from the question for pupils', () => {
    expect(asked('Which would change? (The first two.)')).toBe('Which would change?');
    expect(asked('哪个会变？（前两个。）')).toBe('哪个会变？');
  });

  it('refuses a plan that takes more than its minutes', () => {
    const [first] = said;
    if (!first) throw new Error('Expected words in a language; there are none.');
    expect(() => rowsOf({ minutes: 45, parts: ['how-late', ['free', 60]] }, first)).toThrow(/at most 45 minutes; they take 72/);
  });
});
