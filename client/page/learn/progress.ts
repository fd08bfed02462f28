/** The lessons that this browser has finished, and how many bets were right. */
import { signal } from '@preact/signals';
import { labUrl } from '../lab-url.ts';

/** A proxy may have put several labs on one origin. */
const key = `lessons of ${labUrl('')}`;

function kept(): Readonly<Record<string, number>> {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    return Object.fromEntries(Object.entries(Object(found)).flatMap(([id, right]) => (Number.isInteger(right) ? [[id, Number(right)]] : [])));
  } catch {
    // This browser has no storage for pages, or the value is not ours.
    return {};
  }
}

/** Bets that were right, of each lesson that was played to its end. */
export const lessonsDone = signal(kept());

export function keepProgress(id: string, right: number): void {
  lessonsDone.value = { ...lessonsDone.peek(), [id]: right };
  try {
    localStorage.setItem(key, JSON.stringify(lessonsDone.peek()));
  } catch {
    // As above.
  }
}
