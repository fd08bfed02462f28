import type { Language } from '../../../client/page/words/languages.ts';

/** Draws all lessons in a language, in place of what was there. @returns how many states of them */
export type DrawLessons = (language: Language) => Promise<number>;
