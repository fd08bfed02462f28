/** The words of the lessons: data, a file for each lesson and language, and a chunk for each language. */
import type { LessonId } from '../../../server/lab/door-paths.ts';
import type { BrowserFamily } from '../lessons/seen.ts';
import type { classWords, learnWords, tourWords } from './en/words.ts';
import type { Language } from './languages.ts';

/** What is said about one round. Sentences may name what was measured: `{mean, ms}`. */
export interface RoundWords {
  /** What is set, in a sentence. */
  readonly set: string;
  readonly question: string;
  /** What can be chosen or sorted; a number has none. */
  readonly options?: Readonly<Record<string, string>>;
  /** The answer to each wrong bet. */
  readonly answers: Readonly<Record<string, string>>;
  /** What happens in a step, or what the button of its act is called. */
  readonly steps?: Readonly<Record<string, string>>;
  readonly seen: string;
  readonly because: string;
  /** What is different in a browser: told in that one. */
  readonly browsers?: Readonly<Partial<Record<BrowserFamily, string>>>;
}

export interface LessonWords {
  readonly title: string;
  /** In the list of lessons: what is going to be found out. */
  readonly teaser: string;
  readonly rounds: Readonly<Record<string, RoundWords>>;
  /** What to try next with the lab itself. */
  readonly try: string;
  /** Where the browser's own tools show it. */
  readonly devtools: string;
  readonly teacher: { readonly aim: string; readonly pitfalls: string; readonly discuss: string };
}

export interface Words {
  /** As in `Intl`. */
  readonly language: string;
  /** Buttons and labels. */
  readonly learn: typeof learnWords;
  /** The bets of a class. */
  readonly class: typeof classWords;
  /** The five minutes with the lanes. */
  readonly tour: typeof tourWords;
  readonly lessons: Readonly<Record<LessonId, LessonWords>>;
}

const languages: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => (await import('./en/words.ts')).words,
  es: async () => (await import('./es/words.ts')).words,
  pt: async () => (await import('./pt/words.ts')).words,
  ru: async () => (await import('./ru/words.ts')).words,
  zh: async () => (await import('./zh/words.ts')).words,
};

/** Fetches one language and no other. */
export const loadWords = (language: Language): Promise<Words> => languages[language]();
