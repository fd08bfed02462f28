import type { Answer, Problem } from '../../server/protocol.ts';
import type { Failure } from './transport.ts';

/** A status that is no answer. It can be thrown, and be told as it is. */
class Refusal extends Error implements Failure {
  readonly code?: string;
  readonly retryAfter?: number;
  readonly final: boolean;

  constructor(status: number, problem: Partial<Problem>, retryAfter: number) {
    super(problem.detail ?? `the server answered ${status}`);
    if (problem.code) this.code = problem.code;
    if (retryAfter > 0) this.retryAfter = retryAfter;
    // 404 and 429 come and go with deployments and load; the other mistakes are ours and stay.
    this.final = status > 399 && status < 500 && ![404, 408, 425, 429].includes(status);
  }
}

/** @throws Refusal unless the status is 2xx */
export async function accept(response: Response): Promise<Response> {
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Refusal(response.status, problem as Partial<Problem>, Number(response.headers.get('retry-after')));
}

/**
 * One exchange of the two polling transports.
 * @param timeout milliseconds
 * @returns `undefined` if there is nothing new (204)
 */
export async function ask(fetcher: typeof fetch, url: URL, timeout: number, controller: AbortController): Promise<Answer | undefined> {
  const late = setTimeout(() => controller.abort(new Error(`no answer within ${timeout / 1_000} s`)), timeout);
  try {
    // Without no-store Chromium sends two tabs' identical long polls one after the other.
    const response = await accept(await fetcher(url, { cache: 'no-store', signal: controller.signal }));
    return response.status === 204 ? undefined : ((await response.json()) as Answer);
  } finally {
    clearTimeout(late);
  }
}
