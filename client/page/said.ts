import { signal } from '@preact/signals';

/** What the page has to say beside the numbers: why something was refused, what a link held that it could not take. */
export const said = signal<string | undefined>(undefined);

export function say(sentence: string | undefined): void {
  said.value = sentence;
}
