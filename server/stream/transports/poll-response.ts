import type { ServerResponse } from 'node:http';
import type { PollAnswer } from '../delivery/poll-answers.ts';
import { isUnread, type StallWatch } from '../delivery/stall-watch.ts';
import { endInOneWrite } from '../http/one-write.ts';
import { sayHead } from '../http/say-head.ts';
import type { Place } from '../log/log-window.ts';
import type { Meter } from '../observe/observer.ts';
import type { After } from '../protocol.ts';

/** Shared by all answers of a transport. */
export interface Answering {
  readonly stalls: StallWatch;
  /** Absent if nobody observes. */
  readonly meter: Meter | undefined;
}

const noStore = ['Cache-Control', 'no-store'];

/** The position of the client's cursor; `undefined` if the client has none. */
export const known = (after: After, { seq }: Place): number | undefined => (typeof after === 'object' ? seq : undefined);

/**
 * Answers 204 only if there is nothing new and the client's cursor stays the same. Any other answer has a body with the new cursor.
 * @param position of the client's cursor
 */
export function answerPoll(response: ServerResponse, position: number | undefined, answer: PollAnswer, { stalls, meter }: Answering): void {
  const { body, fields, worth, to, own, length } = answer;
  const { socket } = response;
  const before = meter ? (socket?.bytesWritten ?? 0) : 0;
  const isEmpty = !worth && to === position;
  if (isEmpty) sayHead(response, 204, noStore).end();
  // Latin-1, because the string has one character per byte.
  else if (typeof body === 'string') endInOneWrite(sayHead(response, 200, fields), body, 'latin1');
  else endInParts(sayHead(response, 200, fields), body);
  if (isUnread(response)) stalls.followAnswer(response, own);
  if (!meter) return;
  // Without a socket the answer waits for its turn, and the size of its head is unknown.
  if (socket) meter.overhead('headers', socket.bytesWritten - before - (isEmpty ? 0 : length));
  told(meter, answer, isEmpty);
}

function told(meter: Meter, { gap, count, length, payload }: PollAnswer, isEmpty: boolean): void {
  meter.answered(count);
  if (gap) meter.gap(gap);
  if (count > 0) meter.delivered(count, length, payload);
  else if (!isEmpty) meter.overhead('control', length);
}

/** Writes the parts in one turn without copying them. */
function endInParts(response: ServerResponse, parts: readonly Buffer[]): void {
  response.cork();
  for (const part of parts) response.write(part);
  response.end();
}
