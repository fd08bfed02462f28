import type { ServerResponse } from 'node:http';
import type { PollAnswer } from '../delivery/poll-answers.ts';
import { endInOneWrite } from '../one-write.ts';
import type { After } from '../protocol.ts';

const noStore = ['Cache-Control', 'no-store'];

/** 204 only if `after` is a cursor that equals the head: everything else moves the cursor, and the client has to learn of it. */
export function answerPoll(response: ServerResponse, after: After, { body, fields, worth, to }: PollAnswer): void {
  if (typeof after === 'object' && !worth && to === after.seq) response.writeHead(204, noStore).end();
  // The encoding is that of a string; it says bytes, not characters.
  else if (typeof body === 'string') endInOneWrite(response.writeHead(200, fields), body, 'latin1');
  else endInParts(response.writeHead(200, fields), body);
}

/** In one turn, and copied nowhere. */
function endInParts(response: ServerResponse, parts: readonly Buffer[]): void {
  response.cork();
  for (const part of parts) response.write(part);
  response.end();
}
