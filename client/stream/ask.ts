import type { Answer, Problem } from '../../server/stream/protocol.ts';
import { readAnswer, unlike } from './read.ts';
import type { Failure } from './transport.ts';

/** Seconds: a server that asks for more, by mistake or not, is asked again after so long. */
const longestAway = 3_600;

/** A status that is no answer. It can be thrown, and be told as it is. */
class Refusal extends Error implements Failure {
  readonly code?: string;
  readonly retryAfter?: number;
  readonly status: number;
  readonly final: boolean;

  constructor(status: number, problem: Partial<Problem>, retryAfter: number) {
    super(problem.detail ?? `the server answered ${status}`);
    if (problem.code) this.code = problem.code;
    if (retryAfter > 0) this.retryAfter = retryAfter;
    this.status = status;
    // 404 and 429 come and go with deployments and load; the other mistakes are ours and stay.
    this.final = status > 399 && status < 500 && ![404, 408, 425, 429].includes(status);
  }
}

/** @returns seconds. RFC 9110 section 10.2.3: a number of them, or a date */
function readRetryAfter(text: string | null): number {
  const seconds = Number(text) || (Date.parse(text ?? '') - Date.now()) / 1_000 || 0;
  return Math.min(seconds, longestAway);
}

/** @throws Refusal unless the status is 2xx */
export async function accept(response: Response): Promise<Response> {
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Refusal(response.status, Object(problem), readRetryAfter(response.headers.get('retry-after')));
}

/**
 * One request, with its body, in its time. A failure is judged by why it was aborted: what a browser throws then is its own affair.
 * @param timeout milliseconds
 */
export async function exchange<Result>(
  fetcher: typeof fetch,
  url: URL,
  init: RequestInit,
  timeout: number,
  controller: AbortController,
  read: (response: Response) => Promise<Result>,
): Promise<Result> {
  const { signal } = controller;
  const late = setTimeout(() => controller.abort(new Error(`no answer within ${timeout / 1_000} s`)), timeout);
  const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  try {
    return await Promise.race([aborted, (async () => read(await fetcher(url, { ...init, signal })))()]);
  } finally {
    clearTimeout(late);
  }
}

/**
 * One exchange of the two polling transports.
 * @returns `undefined` if there is nothing new (204)
 */
export function ask(fetcher: typeof fetch, url: URL, timeout: number, controller: AbortController): Promise<Answer | undefined> {
  // Without no-store Chromium sends two tabs' identical long polls one after the other.
  return exchange(fetcher, url, { cache: 'no-store' }, timeout, controller, async (response) => {
    await accept(response);
    if (response.status === 204) return undefined;
    const text = await response.text();
    const answer = readAnswer(text);
    if (answer) return answer;
    const type = response.headers.get('content-type') ?? 'no media type';
    const way = response.redirected ? ` redirected to ${response.url}` : '';
    throw new Error(
      `${unlike(`this stream's JSON from ${url.origin}${url.pathname}`, `${type}${way}, ${text || 'empty'}`)} Somebody else answers there.`,
    );
  });
}
