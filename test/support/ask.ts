import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders, request, STATUS_CODES } from 'node:http';
import { expect } from 'vitest';
import type { Problem } from '../../server/stream/protocol.ts';
import { patience } from './patience.ts';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders | readonly string[];
  readonly body?: string | Buffer | readonly (string | Buffer)[];
}

/**
 * Sends a request on a connection of its own, with any headers: `fetch` forbids Host, Origin and Upgrade.
 * @param asked.body an array is sent in chunks, without a Content-Length
 */
export async function ask({ port }: { readonly port: number }, path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Reply> {
  const asking = request({ port, host: '127.0.0.1', path, method, headers, agent: false, signal: AbortSignal.timeout(patience) });
  if (Array.isArray(body)) for (const chunk of body) asking.write(chunk);
  asking.end(Array.isArray(body) ? undefined : body);
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode ?? 0, headers: response.headers, body: text };
}

const json = { 'Content-Type': 'application/json' };

/** `POST /publish` with exactly this body. */
export const post = (lab: { readonly port: number }, body: NonNullable<Asked['body']>, headers: OutgoingHttpHeaders = json): Promise<Reply> =>
  ask(lab, '/publish', { method: 'POST', headers, body });

/** Expects a refusal as in docs/protocol.md: status and code from its table, and a sentence with expected, got and remedy. */
export function expectProblem(reply: { status: number; headers: { [name: string]: unknown }; body: string }, status: number, code: string): Problem {
  expect(`${reply.status} ${reply.body}`).toContain(`${status} {`);
  expect(reply.headers['content-type']).toBe('application/problem+json');
  const problem = JSON.parse(reply.body) as Problem;
  expect(problem).toEqual({ title: STATUS_CODES[status], status, code, detail: expect.stringMatching(/Expected .+; .+\. \S.+\.$/s) });
  return problem;
}

/** Expects the lab to still answer an ordinary request of another client. */
export async function expectService(lab: { readonly port: number }): Promise<void> {
  const reply = await ask(lab, '/stream/polling');
  expect(reply.status).toBe(200);
  expect(JSON.parse(reply.body)).toMatchObject({ cursor: expect.stringMatching(/^[a-z0-9]+-\d+$/), notifications: [] });
}
