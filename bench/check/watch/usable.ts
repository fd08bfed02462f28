import { remedyFor, typeRemedy } from '../../dialects/remedies.ts';
import { CheckError, type Head, type Place } from './place.ts';

const statuses = { polling: [200, 204, 304], 'long-polling': [200, 204, 304], sse: [200], websocket: [101] } as const;

/** @throws CheckError if there is nothing to judge: the answer is no stream, and no answer to a poll */
export function requireJudgeable(head: Head, { kind, url }: Place): void {
  const expected: readonly number[] = statuses[kind];
  if (!expected.includes(head.status))
    throw new CheckError(
      `Expected ${expected.join(' or ')} from ${url.href}; got ${remedyFor(head.status, head.fields.location, { kind, flag: (name) => `${name}:` })}`,
    );
  if (head.version === '1.0') {
    throw new CheckError(
      `Expected HTTP/1.1 from ${url.href}; got HTTP/1.0, which has neither chunks nor connections that stay. Look at the proxy in front (nginx: proxy_http_version 1.1).`,
    );
  }
  if (kind === 'websocket') return;
  const type = head.fields['content-type'] ?? '';
  if (type.startsWith('text/html')) {
    const wanted = kind === 'sse' ? 'text/event-stream' : 'notifications';
    throw new CheckError(`Expected ${wanted} from ${url.href}; got ${type}. ${typeRemedy(type)}`);
  }
  if (kind !== 'sse' && type.startsWith('text/event-stream'))
    throw new CheckError(`Expected an answer that ends from ${url.href}; got an event stream. Give this URL as sse:.`);
}

/** What the answer lets a page of another origin read. */
export function foreignPage({ fields }: Head): { readonly allowed: string; readonly credentials: boolean } {
  return { allowed: fields['access-control-allow-origin'] ?? '', credentials: fields['access-control-allow-credentials'] === 'true' };
}

/** A server that is too busy, or counts who comes, says nothing of who may come. */
export const isTooBusy = ({ status }: Head): boolean => status === 429 || status >= 500;
