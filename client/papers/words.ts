/** What the papers say beside the words of the lessons, for each language. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Language, languageNames } from '../page/words/languages.ts';
import { loadWords, type Words } from '../page/words/words.ts';
import en from './words/en.json' with { type: 'json' };

export type PaperWords = typeof en;

/** What stands between two texts of a paper. */
interface Marks {
  readonly colon: string;
  readonly comma: string;
  readonly semicolon: string;
  readonly stop: string;
  readonly bracketed: (text: string) => string;
}

const marks: Marks = { colon: ': ', comma: ', ', semicolon: '; ', stop: '. ', bracketed: (text) => `(${text})` };
/** As wide as a character, and their own space (GB/T 15834). */
const chineseMarks: Marks = { colon: '：', comma: '，', semicolon: '；', stop: '。', bracketed: (text) => `（${text}）` };

/** All that is said in one language. */
export interface Said {
  readonly language: Language;
  readonly paper: PaperWords;
  readonly page: Words;
  readonly marks: Marks;
}

export const paperWords = (language: Language): PaperWords =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'words', `${language}.json`), 'utf8'));

export const saidInAll = (): Promise<readonly Said[]> =>
  Promise.all(
    languageNames.map(async (language) => ({
      language,
      paper: paperWords(language),
      page: await loadWords(language),
      marks: language === 'zh' ? chineseMarks : marks,
    })),
  );

/** Puts texts where a sentence has their names in braces. */
export const fill = (sentence: string, texts: Readonly<Record<string, string | number>>): string =>
  sentence.replace(/\{(\w+)\}/g, (brace, name: string) => String(texts[name] ?? brace));
