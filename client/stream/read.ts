import type { Answer, Gap, Hello, Notification } from '../../server/stream/protocol.ts';
import { type Facts, mismatch, StreamError } from './stream-error.ts';

/** Splits a cursor into its epoch, which is opaque, and its number. */
export function split(cursor: string): [epoch: string, seq: number] {
  const [epoch = '', seq] = cursor.split('-');
  return [epoch, Number(seq)];
}

export const isCursor = (value: unknown): value is string => /^\w+-\d+$/.test(`${value}`) && Number.isSafeInteger(split(`${value}`)[1]);

/** The error for a notification, or an answer with notifications, that cannot be parsed. It holds the id, if that can be found. */
const unreadable = (expected: string, text: string): StreamError => {
  const [, id] = /^{"id":"([^"]+)"/.exec(text) ?? [];
  return mismatch(expected, text, { unreadable: isCursor(id) ? id : '' });
};

/** @throws StreamError */
export function readHello(value: unknown): Hello {
  const hello = Object(value);
  if (isCursor(hello.cursor) && typeof hello.heartbeat === 'number' && hello.heartbeat >= 0) return hello;
  throw mismatch('a hello', value);
}

/** @throws StreamError */
export function readGap(value: unknown): Gap {
  const gap = Object(value);
  if (isCursor(gap.from) && isCursor(gap.to)) return gap;
  throw mismatch('a gap', value);
}

/** @throws StreamError with `unreadable` */
export function readNotification(value: unknown): Notification {
  const notification = Object(value);
  const { id, event, at, data } = notification;
  if (isCursor(id) && typeof event === 'string' && typeof at === 'number' && data !== undefined) return notification;
  throw unreadable('a notification', JSON.stringify(value));
}

/** @returns `undefined` for text that is not JSON */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @throws StreamError with `unreadable` */
export function readJson(text: string): unknown {
  const value = parse(text);
  if (value === undefined) throw unreadable('JSON', text);
  return value;
}

/**
 * Reads the body of a poll's answer. The notifications in it are checked later, one by one.
 * @returns `undefined` if another server wrote it
 * @throws StreamError with `unreadable` if it begins like an answer but is no valid JSON
 */
export function readAnswer(text: string): Answer | undefined {
  const value = parse(text);
  const answer = Object(value);
  if (isCursor(answer.cursor) && Array.isArray(answer.notifications)) return answer;
  if (value === undefined && text.startsWith('{"cursor":')) throw unreadable('an answer', text);
  return undefined;
}

/** Splits the text of a server's refusal: the first sentence says what is wrong, the rest is the remedy. */
export function saidBy(code: string | undefined, said: string, facts?: Facts): StreamError {
  const [, sentence = said, remedy] = /^(.+?\.) (.+)$/s.exec(said) ?? [];
  return new StreamError(sentence, { ...facts, code, remedy });
}
