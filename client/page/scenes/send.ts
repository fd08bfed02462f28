import { signal } from '@preact/signals';
import type { Json } from '../../stream/index.ts';
import { failureText } from '../entries.ts';
import { messageOf } from '../errors.ts';
import { publish } from '../lab.ts';
import { labUrl } from '../lab-url.ts';

/** Why the last act failed; the door shows it. */
export const refused = signal<string | undefined>(undefined);

async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    refused.value = undefined;
    return true;
  } catch (error) {
    refused.value = `Not sent: ${failureText(messageOf(error))}`;
    return false;
  }
}

/** Publishes over the current stream. @returns whether it is stored */
export const send = (event: string, data: Json): Promise<boolean> => attempt(() => publish('publish', event, data));

/** Publishes by a separate request, over any stream. @returns whether it is stored */
export const post = (event: string, data: Json): Promise<boolean> =>
  attempt(async () => {
    const response = await fetch(labUrl('publish'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ event, data }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(((await response.json()) as { detail?: string }).detail ?? `the lab answered ${response.status}`);
  });
