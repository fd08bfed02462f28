import { type AnswerHead, fieldOf } from '../arms/http-answer.ts';
import { remedyFor, typeRemedy } from '../dialects/usable-answer.ts';
import { CheckError, type Endpoint } from './endpoint.ts';

const statuses = { polling: [200, 204, 304], 'long-polling': [200, 204, 304], sse: [200], websocket: [101] } as const;

/** @throws CheckError if there is nothing to judge: the answer is no stream, and no answer to a poll */
export function requireJudgeable(head: AnswerHead, { kind, url }: Endpoint): void {
  const expected: readonly number[] = statuses[kind];
  if (!expected.includes(head.status))
    throw new CheckError(`Expected ${expected.join(' or ')} from ${url.href}; got ${remedyFor(head, (name) => `${name}:`)}`);
  if (head.version === '1.0') {
    throw new CheckError(
      `Expected HTTP/1.1 from ${url.href}; got HTTP/1.0, which has neither chunks nor connections that stay. Look at the proxy in front (nginx: proxy_http_version 1.1).`,
    );
  }
  if (kind === 'websocket') return;
  const type = fieldOf(head, 'content-type') ?? '';
  if (type.startsWith('text/html')) {
    const wanted = kind === 'sse' ? 'text/event-stream' : 'notifications';
    throw new CheckError(`Expected ${wanted} from ${url.href}; got ${type}. ${typeRemedy(type)}`);
  }
  if (kind !== 'sse' && type.startsWith('text/event-stream'))
    throw new CheckError(`Expected an answer that ends from ${url.href}; got an event stream. Give this URL as sse:.`);
}

/** All fields of a head. */
export function fieldsOf({ text }: AnswerHead): Readonly<Record<string, string>> {
  const lines = text.trim().split('\r\n').slice(1);
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
}

/** What the answer lets a page of another origin read. */
export function foreignPage(head: AnswerHead): { readonly allowed: string; readonly credentials: boolean } {
  return { allowed: fieldOf(head, 'access-control-allow-origin') ?? '', credentials: fieldOf(head, 'access-control-allow-credentials') === 'true' };
}
