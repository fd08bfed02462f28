import type { ServerResponse } from 'node:http';
import type { PollAnswer } from '../delivery/poll-answers.ts';
import { isUnread, type StallWatch } from '../delivery/stall-watch.ts';
import { endInOneWrite } from '../http/one-write.ts';
import { sayHead } from '../http/say-head.ts';
import type { Place } from '../log/log-window.ts';
import type { Meter } from '../observe/observer.ts';
import type { After } from '../protocol.ts';

/** What all answers of a transport have in common. */
export interface Answering {
  readonly stalls: StallWatch;
  /** Absent where nobody observes. */
  readonly meter: Meter | undefined;
}

const noStore = ['Cache-Control', 'no-store'];

/** The position of the cursor that the client has; `undefined` for who has none. */
export const known = (after: After, { seq }: Place): number | undefined => (typeof after === 'object' ? seq : undefined);

/**
 * 204 only if the client has the cursor of the head: everything else moves the cursor, and he has to learn of it.
 * @param position that he has the cursor of
 */
export function answerPoll(response: ServerResponse, position: number | undefined, answer: PollAnswer, { stalls, meter }: Answering): void {
  const { body, fields, worth, to, own, length } = answer;
  const { socket } = response;
  const before = meter ? (socket?.bytesWritten ?? 0) : 0;
  const isEmpty = !worth && to === position;
  if (isEmpty) sayHead(response, 204, noStore).end();
  // The encoding is that of a string; it says bytes, not characters.
  else if (typeof body === 'string') endInOneWrite(sayHead(response, 200, fields), body, 'latin1');
  else endInParts(sayHead(response, 200, fields), body);
  if (isUnread(response)) stalls.followAnswer(response, own);
  if (!meter) return;
  // Of an answer that waits for its turn nobody knows the head yet.
  if (socket) meter.overhead('headers', socket.bytesWritten - before - (isEmpty ? 0 : length));
  told(meter, answer, isEmpty);
}

function told(meter: Meter, { gap, count, length, payload }: PollAnswer, isEmpty: boolean): void {
  meter.answered(count);
  if (gap) meter.gap(gap);
  if (count > 0) meter.delivered(count, length, payload);
  else if (!isEmpty) meter.overhead('control', length);
}

/** In one turn, and copied nowhere. */
function endInParts(response: ServerResponse, parts: readonly Buffer[]): void {
  response.cork();
  for (const part of parts) response.write(part);
  response.end();
}
