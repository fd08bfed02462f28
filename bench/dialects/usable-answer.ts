import type { TransportName } from '../../server/stream/protocol.ts';
import { type AnswerHead, fieldOf } from '../arms/http-answer.ts';

/** What is asked of the head of an answer before anything is read. */
interface Expected {
  readonly url: string;
  readonly statuses: readonly number[];
  /** Begins its Content-Type. */
  readonly type?: string;
}

/** @throws Error that says what was expected, what came, and what to do about it */
export function requireUsable(head: AnswerHead, { url, statuses, type }: Expected): void {
  const { status } = head;
  const wanted = `Expected ${statuses.join(' or ')} from ${url}`;
  if (!statuses.includes(status)) throw new Error(`${wanted}; got ${remedyFor(head)}`);
  const encoding = fieldOf(head, 'content-encoding');
  if (encoding)
    throw new Error(`Expected ${url} not to compress what nobody asked it to; got Content-Encoding: ${encoding}. Turn it off for this URL.`);
  const given = fieldOf(head, 'content-type') ?? 'no Content-Type';
  if (type && !given.startsWith(type)) throw new Error(`Expected ${type} from ${url}; got ${given}. ${typeRemedy(given)}`);
  if (type === undefined && status === 200) requireMessages(head, url, given);
}

/** What to do about a type. */
export const typeRemedy = (given: string): string =>
  given.startsWith('text/html')
    ? 'This is the address of a page: give that of the stream.'
    : 'A browser would refuse it: EventSource takes nothing else.';

/** Of a poll: an answer that ends, and that is no page. */
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

/** The status of an answer that cannot be used, and what to do. @param flag how a transport is asked for */
export function remedyFor(head: AnswerHead, flag = (name: TransportName): string => `--${name}`): string {
  const { status } = head;
  const place = fieldOf(head, 'location');
  if (place && status >= 300 && status < 400) return `${status}, a redirect to ${place}. Give the URL that it leads to.`;
  if (status === 401 || status === 403) return `${status}. Say who asks: -H 'Authorization: Bearer …'.`;
  if (status === 400 || status === 404 || status === 405) return `${status}. Look at the path of the URL, and at the transport that it is given to.`;
  if (status === 426) return `426. This URL speaks WebSocket: give it to ${flag('websocket')}.`;
  return status === 200 ? '200. This URL answers plain HTTP, and does not upgrade.' : `${status}.`;
}
