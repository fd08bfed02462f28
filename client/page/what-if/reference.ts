import { signal } from '@preact/signals';
import type { Coefficients } from '../../../bench/model.ts';

/** Coefficients of a run of the bench, and which run that was. */
export interface Reference {
  readonly coefficients: Coefficients;
  /** ISO 8601. */
  readonly started: string;
  readonly commit: string;
  readonly machine: string;
}

/** What memory and processor are computed from, and who chose it. */
export const reference = signal<(Reference & { readonly from: 'newest' | 'dropped' }) | undefined>(undefined);
/** Why there is none, or why a file was refused. */
export const referenceTrouble = signal<string | undefined>(undefined);

const read = async (response: Response): Promise<Reference> => {
  const body = (await response.json()) as Reference & { detail?: string };
  if (!response.ok) throw new Error(body.detail ?? `the server answered ${response.status}`);
  return body;
};

/** Asks the server for the newest result that it has. */
export async function fetchReference(): Promise<void> {
  try {
    reference.value = { ...(await read(await fetch('/report/coefficients'))), from: 'newest' };
  } catch (error) {
    referenceTrouble.value = (error as Error).message;
  }
}

/** Takes the coefficients of a file that `npm run bench -- --json` has written. The server reads it: the page does not carry the bench's reader. */
export async function takeResult(file: Blob): Promise<void> {
  try {
    const response = await fetch('/report/dropped', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: file });
    reference.value = { ...(await read(response)), from: 'dropped' };
    referenceTrouble.value = undefined;
  } catch (error) {
    referenceTrouble.value = (error as Error).message;
  }
}
