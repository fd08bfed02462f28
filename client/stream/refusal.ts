import { parse, saidBy } from './read.ts';
import type { StreamError } from './stream-error.ts';

/** Seconds: a server that asks for more, by mistake or not, is asked again after so long. */
const longestAway = 3_600;

/** @returns seconds. RFC 9110 section 10.2.3: a number of them, or a date */
function readRetryAfter(text: string | null): number | undefined {
  const seconds = Number(text) || (Date.parse(text ?? '') - Date.now()) / 1_000;
  return seconds > 0 ? Math.min(seconds, longestAway) : undefined;
}

/** A status that is no answer. */
function refusal({ status, headers }: Response, text: string): StreamError {
  // 502 and 504 are what a proxy says of the server behind it (RFC 9110 sections 15.6.3 and 15.6.5).
  const sentence = `${/50[24]/.test(`${status}`) ? 'a proxy in between' : 'the server'} answered ${status}`;
  const { code = { 401: 'unauthorized', 403: 'forbidden' }[status], detail = sentence } = Object(parse(text));
  return saidBy(code, `${detail}`, {
    status,
    retryAfter: readRetryAfter(headers.get('retry-after')),
    // 404, 408, 425 and 429 come and go with deployments and load; the other mistakes are ours and stay.
    final: /^4(?!0[48]|2[59])/.test(`${status}`),
  });
}

/** @throws StreamError if its status is none of success */
export async function bodyOf(response: Response): Promise<string> {
  const text = await response.text();
  if (response.ok) return text;
  throw refusal(response, text);
}
