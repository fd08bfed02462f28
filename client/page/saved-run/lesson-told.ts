import { signal } from '@preact/signals';
import type { SavedLesson } from './saved-run.ts';

/** The round of a lesson that this page has told of; a run that is saved then says so. `undefined` where none was. */
export const lessonTold = signal<SavedLesson | undefined>(undefined);
