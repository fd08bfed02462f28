import { CheckError, type Head } from '../../../bench/check/watch/place.ts';
import { messageOf } from '../errors.ts';

/** The head of an answer, as much of it as a page may see. */
export const headOf = ({ status, headers }: Response): Head => ({ status, fields: Object.fromEntries(headers) });

/** Why nothing came of a question, as far as a page is told. @param fields that were sent, each of which another origin has to allow */
export const unreadable = (url: URL, error: unknown, fields: Readonly<Record<string, string>> = {}): Error =>
  error instanceof CheckError
    ? error
    : new CheckError(
        `Expected an answer from ${url.href}; got ${messageOf(error)}, and a page is not told more. Look whether the server runs, whether it redirects, and whether it lets this page read (Access-Control-Allow-Origin: ${location.origin}${allowed(Object.keys(fields))}).`,
      );

const allowed = (names: readonly string[]): string => (names.length > 0 ? `; Access-Control-Allow-Headers: ${names.join(', ')}` : '');

/** Asks as a page does. A redirect is an answer of somebody else. */
export const ask = (url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response> =>
  fetch(url, { headers, cache: 'no-store', redirect: 'error', signal });
