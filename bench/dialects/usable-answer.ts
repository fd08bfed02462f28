import { type AnswerHead, fieldOf } from '../arms/http-answer.ts';
import { remedyFor, typeRemedy } from './remedies.ts';

/** What the head of an answer must have before its body is read. */
interface Expected {
  readonly url: string;
  readonly statuses: readonly number[];
  /** The beginning of its Content-Type. */
  readonly type?: string;
}

/** @throws Error that says what was expected, what came, and what to do */
export function requireUsable(head: AnswerHead, { url, statuses, type }: Expected): void {
  const { status } = head;
  const wanted = `Expected ${statuses.join(' or ')} from ${url}`;
  if (!statuses.includes(status))
    throw new Error(`${wanted}; got ${remedyFor(status, fieldOf(head, 'location'), statuses.includes(101) ? { kind: 'websocket' } : {})}`);
  const encoding = fieldOf(head, 'content-encoding');
  if (encoding)
    throw new Error(`Expected ${url} not to compress what nobody asked it to; got Content-Encoding: ${encoding}. Turn it off for this URL.`);
  const given = fieldOf(head, 'content-type') ?? 'no Content-Type';
  if (type && !given.startsWith(type)) throw new Error(`Expected ${type} from ${url}; got ${given}. ${typeRemedy(given)}`);
  if (type === undefined && status === 200) requireMessages(head, url, given);
}

/** For a poll: the answer must end, and must not be a web page. */
function requireMessages(head: AnswerHead, url: string, type: string): void {
  if (type.startsWith('text/html'))
    throw new Error(`Expected notifications from ${url}; got text/html. This is the address of a page: give that of the stream.`);
  if (type.startsWith('text/event-stream')) throw new Error(`Expected an answer that ends from ${url}; got an event stream. Give this URL to --sse.`);
  if (!head.isChunked && !head.hasLength) {
    throw new Error(
      `Expected an answer with a length from ${url}; got HTTP/${head.version} without one. A connection that stays needs HTTP/1.1 and Content-Length or chunks.`,
    );
  }
}
