/**
 * Why the lab refuses this page. A browser does not show a page why its handshake was refused, so the page sends a request whose answer it may read.
 */
import { signal } from '@preact/signals';
import type { Problem } from '../../server/stream/protocol.ts';
import { labUrl } from './lab-url.ts';

/** The reason from the lab's guards; `undefined` if there is none known. */
export const refusal = signal<string | undefined>(undefined);

/** The problem document of a response; `undefined` if it has none, because it succeeded or something in between answered. */
export async function problemIn(response: Response): Promise<Problem | undefined> {
  if (!/^application\/problem\+json\b/.test(response.headers.get('content-type') ?? '')) return undefined;
  return response.json();
}

/**
 * Asks the lab's guards about this page, with the `Origin` that a handshake carries and a GET does not. They run before the body is read, and there
 * is none, so nothing is published.
 * @param publish the URL of `/publish`
 * @returns their sentence, with the flag to start the lab with; `undefined` if they accept the page, or nothing answers
 */
export async function askGuards(publish: string | URL, fetcher: typeof fetch = fetch): Promise<string | undefined> {
  const problem = await fetcher(publish, { method: 'POST', cache: 'no-store' }).then(problemIn, () => undefined);
  return problem?.code === 'foreign-origin' || problem?.code === 'unknown-host' ? problem.detail : undefined;
}

/** Milliseconds between two requests: a line that does not open is tried again and again. */
const pace = 10_000;
let askedAt = Number.NEGATIVE_INFINITY;
let asking: Promise<string | undefined> = Promise.resolve(undefined);

/** Called when a handshake has failed. */
export function learnRefusal(): Promise<string | undefined> {
  if (performance.now() - askedAt > pace) {
    askedAt = performance.now();
    asking = askGuards(labUrl('publish'));
    void asking.then((found) => {
      refusal.value = found;
    });
  }
  return asking;
}

/** The sentence without the marks around a flag, which are for terminals and documents. */
export const asProse = (sentence: string): string => sentence.replaceAll('`', '');

/** The flag in such a sentence, for copying. */
export const flagIn = (sentence: string): string | undefined => /`(--[^`]+)`/.exec(sentence)?.[1];
