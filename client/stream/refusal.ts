import { parse, saidBy } from './read.ts';
import type { StreamError } from './stream-error.ts';

/** Seconds: the longest `Retry-After` that is obeyed; a server may ask for more by mistake. */
const longestAway = 3_600;

/** Reads a `Retry-After`, which is a number of seconds or a date (RFC 9110 section 10.2.3). @returns seconds */
function readRetryAfter(text: string | null): number | undefined {
  const seconds = Number(text) || (Date.parse(text ?? '') - Date.now()) / 1_000;
  return seconds > 0 ? Math.min(seconds, longestAway) : undefined;
}

/** The error for a status other than success. */
function refusal({ status, headers }: Response, text: string): StreamError {
  // A proxy sends 502 and 504 when the server behind it fails (RFC 9110 sections 15.6.3 and 15.6.5).
  const sentence = `${/50[24]/.test(`${status}`) ? 'a proxy in between' : 'the server'} answered ${status}`;
  const { code = { 401: 'unauthorized', 403: 'forbidden' }[status], detail = sentence } = Object(parse(text));
  return saidBy(code, `${detail}`, {
    status,
    retryAfter: readRetryAfter(headers.get('retry-after')),
    // 404, 408, 425 and 429 pass, with a deployment or with the load. Any other 4xx is the client's mistake and will come again.
    final: /^4(?!0[48]|2[59])/.test(`${status}`),
  });
}

/** @throws StreamError if the status is not one of success */
export async function bodyOf(response: Response): Promise<string> {
  const text = await response.text();
  if (response.ok) return text;
  throw refusal(response, text);
}
