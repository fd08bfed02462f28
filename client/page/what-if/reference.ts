import { signal } from '@preact/signals';
import type { Reference } from '../../../bench/model/index.ts';
import { messageOf } from '../errors.ts';
import { labUrl } from '../lab-url.ts';

/** What memory and processor are computed from, and who chose it. */
export const reference = signal<(Reference & { readonly from: 'newest' | 'dropped' }) | undefined>(undefined);
/** Whether the server has answered: before, nobody knows whether it has a result. */
export const referenceAsked = signal(false);
/** Why there is none, or why a file was refused. */
export const referenceTrouble = signal<string | undefined>(undefined);

const read = async (response: Response): Promise<Reference | undefined> => {
  const body: { reference?: Reference; detail?: string } = await response.json();
  if (!response.ok) throw new Error(body.detail ?? `the server answered ${response.status}`);
  return body.reference;
};

const take = (found: Reference | undefined, from: 'newest' | 'dropped'): void => {
  reference.value = found && { ...found, from };
  referenceTrouble.value = undefined;
};

/** Asks the server for the newest result that it has. */
export async function fetchReference(): Promise<void> {
  try {
    take(await read(await fetch(labUrl('report/coefficients'))), 'newest');
  } catch (error) {
    referenceTrouble.value = messageOf(error);
  } finally {
    referenceAsked.value = true;
  }
}

/** Takes the coefficients of a file that `npm run bench -- --json` has written. The server reads it: the page does not carry the bench's reader. */
export async function takeResult(file: Blob): Promise<void> {
  try {
    const response = await fetch(labUrl('report/dropped'), { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: file });
    take(await read(response), 'dropped');
  } catch (error) {
    referenceTrouble.value = messageOf(error);
  }
}
