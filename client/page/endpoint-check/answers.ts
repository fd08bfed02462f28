import { CheckError, type Head } from '../../../bench/check/watch/place.ts';
import { messageOf } from '../errors.ts';

/** The head of an answer, as far as a page may see it. */
export const headOf = ({ status, headers }: Response): Head => ({ status, fields: Object.fromEntries(headers) });

/** Why a request failed, as far as the browser tells the page. @param fields of the request, each of which another origin has to allow */
export const unreadable = (url: URL, error: unknown, fields: Readonly<Record<string, string>> = {}): Error =>
  error instanceof CheckError
    ? error
    : new CheckError(
        `Expected an answer from ${url.href}; got ${messageOf(error)}, and a page is not told more. Look whether the server runs, whether it redirects, and whether it lets this page read (Access-Control-Allow-Origin: ${location.origin}${allowed(Object.keys(fields))}).`,
      );

const allowed = (names: readonly string[]): string => (names.length > 0 ? `; Access-Control-Allow-Headers: ${names.join(', ')}` : '');

/** Asks as a page does. A redirect counts as an answer of another server. */
export const ask = (url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response> =>
  fetch(url, { headers, cache: 'no-store', redirect: 'error', signal });
