import { PeerError, quote } from '../problem.ts';
import { limits } from '../protocol.ts';

/** Nearly every name is printable ASCII. There `length` counts characters; elsewhere it counts UTF-16 units. */
const plain = new RegExp(`^[\\x20-\\x7e]{1,${limits.eventLength}}$`);

/** @throws PeerError unless `event` is 1 to 64 characters without control characters */
export function requireEvent(event: unknown, code: 'bad-filter' | 'bad-message'): asserts event is string {
  if (typeof event === 'string' && (plain.test(event) || isName(event))) return;
  throw new PeerError(
    code,
    `Expected \`event\` to be a string of 1 to ${limits.eventLength} characters without control characters; got ${quote(event)}. Choose a shorter, plain name.`,
  );
}

const isName = (event: string): boolean =>
  event.length > 0 &&
  event.length <= 2 * limits.eventLength &&
  [...event].length <= limits.eventLength &&
  event.isWellFormed() &&
  !/\p{Cc}/u.test(event);

/** Copies a string, because V8 keeps the whole of a long string in memory for a slice of it. @param name well-formed */
export const ownCopy = (name: string): string => Buffer.from(name).toString();
