import { signal } from '@preact/signals';
import type { SavedLesson } from './saved-run.ts';

/** The lesson round whose result this page has shown; a saved run names it. `undefined` if there was none. */
export const lessonTold = signal<SavedLesson | undefined>(undefined);
