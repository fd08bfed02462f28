import { signal } from '@preact/signals';

/** A message beside the numbers, such as why something was refused; `undefined` is none. */
export const notice = signal<string | undefined>(undefined);

export function notify(sentence: string | undefined): void {
  notice.value = sentence;
}

/** Shows why something failed. */
export const notifyOf = (error: Error): void => notify(error.message);
