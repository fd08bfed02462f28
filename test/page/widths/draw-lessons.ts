import type { Language } from '../../../client/page/words/languages.ts';

/** Draws all lessons in a language, in place of the ones before. @returns the number of drawn states */
export type DrawLessons = (language: Language) => Promise<number>;
