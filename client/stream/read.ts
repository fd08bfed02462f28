import type { Answer, Gap, Hello, Notification } from '../../server/stream/protocol.ts';
import type { Failure } from './transport.ts';

/** What should be a notification, or an answer that holds some, and is not. */
export class Unreadable extends Error implements Failure {
  readonly #text: string;

  constructor(expected: string, got: unknown) {
    const text = typeof got === 'string' ? got : JSON.stringify(got);
    super(unlike(expected, text));
    this.#text = text;
  }

  /** The id that it seems to have. A method, so that it is not copied with what listeners are told. */
  id(): string {
    const [, id] = /^{"id":"([^"]+)"/.exec(this.#text) ?? [];
    return isCursor(id) ? id : '';
  }
}

/** How each sentence about something unexpected begins; the remedy may follow. */
export const unlike = (expected: string, got: string): string => `Expected ${expected}; got ${got.slice(0, 120) || 'nothing'}.`;

/** The epoch is opaque; the number counts, so it has to be one that can be counted with. */
export function split(cursor: string): [epoch: string, seq: number] {
  const [epoch, seq] = cursor.split('-');
  return [epoch as string, Number(seq)];
}

export const isCursor = (value: unknown): value is string => /^\w+-\d+$/.test(`${value}`) && Number.isSafeInteger(split(`${value}`)[1]);

/** @throws Error */
export function readHello(value: unknown): Hello {
  const { cursor, heartbeat } = Object(value);
  if (isCursor(cursor) && typeof heartbeat === 'number' && heartbeat >= 0) return value as Hello;
  throw new Error(unlike('a hello', JSON.stringify(value)));
}

/** @throws Error */
export function readGap(value: unknown): Gap {
  const { from, to } = Object(value);
  if (isCursor(from) && isCursor(to)) return value as Gap;
  throw new Error(unlike('a gap', JSON.stringify(value)));
}

/** @throws Unreadable */
export function readNotification(value: unknown): Notification {
  const { id, event, at, data } = Object(value);
  if (isCursor(id) && typeof event === 'string' && typeof at === 'number' && data !== undefined) return value as Notification;
  throw new Unreadable('a notification', value);
}

/**
 * @param text of a body
 * @returns `undefined` if it is somebody else's: what is in its list is looked at one by one, when it is told
 * @throws Unreadable if it begins as an answer and then is none
 */
export function readAnswer(text: string): Answer | undefined {
  try {
    const answer = JSON.parse(text);
    if (isCursor(answer.cursor) && Array.isArray(answer.notifications)) return answer;
  } catch {
    if (/^{"cursor":/.test(text)) throw new Unreadable('an answer', text);
  }
  return undefined;
}

/** @throws Unreadable */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreadable('JSON', text);
  }
}
