import type { Answer, Gap, Hello, Notification } from '../../server/stream/protocol.ts';
import { StreamError } from './stream-error.ts';

/** How each sentence about something unexpected begins; the remedy may follow. */
export const unlike = (expected: string, got: string): string => `Expected ${expected}; got ${got.slice(0, 120) || 'nothing'}.`;

/** What should be a notification, or an answer that holds some, and is not. */
function unreadable(expected: string, text: string): StreamError {
  const [, id] = /^{"id":"([^"]+)"/.exec(text) ?? [];
  return new StreamError(unlike(expected, text), { unreadable: isCursor(id) ? id : '' });
}

/** What the server says when it refuses: a sentence, and behind it a remedy. */
export function saidBy(code: string | undefined, said: string): StreamError {
  const [, sentence = said, remedy] = /^(.+?\.) (.+)$/s.exec(said) ?? [];
  return new StreamError(sentence, { code, remedy });
}

/** The epoch is opaque; the number counts, so it has to be one that can be counted with. */
export function split(cursor: string): [epoch: string, seq: number] {
  const [epoch = '', seq] = cursor.split('-');
  return [epoch, Number(seq)];
}

export const isCursor = (value: unknown): value is string => /^\w+-\d+$/.test(`${value}`) && Number.isSafeInteger(split(`${value}`)[1]);

function isHello(value: unknown): value is Hello {
  const { cursor, heartbeat } = Object(value);
  return isCursor(cursor) && typeof heartbeat === 'number' && heartbeat >= 0;
}

function isGap(value: unknown): value is Gap {
  const { from, to } = Object(value);
  return isCursor(from) && isCursor(to);
}

function isNotification(value: unknown): value is Notification {
  const { id, event, at, data } = Object(value);
  return isCursor(id) && typeof event === 'string' && typeof at === 'number' && data !== undefined;
}

function isAnswer(value: unknown): value is Answer {
  const { cursor, notifications } = Object(value);
  return isCursor(cursor) && Array.isArray(notifications);
}

/** @throws StreamError */
export function readHello(value: unknown): Hello {
  if (isHello(value)) return value;
  throw new StreamError(unlike('a hello', JSON.stringify(value)));
}

/** @throws StreamError */
export function readGap(value: unknown): Gap {
  if (isGap(value)) return value;
  throw new StreamError(unlike('a gap', JSON.stringify(value)));
}

/** @throws StreamError with `unreadable` */
export function readNotification(value: unknown): Notification {
  if (isNotification(value)) return value;
  throw unreadable('a notification', JSON.stringify(value));
}

/** @returns `undefined` for what is no JSON */
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
 * @param text of a body
 * @returns `undefined` if it is somebody else's: what is in its list is looked at one by one, when it is told
 * @throws StreamError with `unreadable` if it begins as an answer and then is none
 */
export function readAnswer(text: string): Answer | undefined {
  const answer = parse(text);
  if (isAnswer(answer)) return answer;
  if (answer === undefined && /^{"cursor":/.test(text)) throw unreadable('an answer', text);
  return undefined;
}
