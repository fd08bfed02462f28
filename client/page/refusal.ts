/** Why the lab refuses this page. A browser tells its page nothing of a refused handshake, so the page asks in a way whose answer it may read. */
import { signal } from '@preact/signals';
import type { Problem } from '../../server/stream/protocol.ts';
import { labUrl } from './lab-url.ts';

/** What the lab's guards say of this page; `undefined` while they are not known to say anything. */
export const refusal = signal<string | undefined>(undefined);

/** The problem document of a response; `undefined` if it is none, because it is fine or somebody on the way answers. */
export async function problemIn(response: Response): Promise<Problem | undefined> {
  if (!/^application\/problem\+json\b/.test(response.headers.get('content-type') ?? '')) return undefined;
  return response.json();
}

/**
 * Asks the lab's guards about this page, with the `Origin` that a handshake carries and a GET does not. They stand before the body is looked at, and there is none: nothing is
 * published.
 * @param publish the URL of `/publish`
 * @returns their sentence, with the flag to start the lab with; `undefined` if they let the page pass, or nobody answers
 */
export async function askGuards(publish: string | URL, fetcher: typeof fetch = fetch): Promise<string | undefined> {
  const problem = await fetcher(publish, { method: 'POST', cache: 'no-store' }).then(problemIn, () => undefined);
  return problem?.code === 'foreign-origin' || problem?.code === 'unknown-host' ? problem.detail : undefined;
}

/** Milliseconds between two questions: a line that does not open is tried again and again. */
const pace = 10_000;
let askedAt = Number.NEGATIVE_INFINITY;
let asking: Promise<string | undefined> = Promise.resolve(undefined);

/** To be called when a handshake has failed. */
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

/** Such a sentence as prose: the marks around a flag are for terminals and documents. */
export const asProse = (sentence: string): string => sentence.replaceAll('`', '');

/** The flag that such a sentence names, to be copied whole. */
export const flagIn = (sentence: string): string | undefined => /`(--[^`]+)`/.exec(sentence)?.[1];
