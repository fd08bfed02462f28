import type { ServerResponse } from 'node:http';
import type { PollAnswer } from '../delivery/poll-answers.ts';
import type { After } from '../protocol.ts';

const noStore = { 'Cache-Control': 'no-store' };

/** 204 only if `after` is a cursor that equals the head: everything else moves the cursor, and the client has to learn of it. */
export function answerPoll(response: ServerResponse, after: After, answer: PollAnswer): void {
  if (typeof after === 'object' && !answer.worth && answer.to === after.seq) {
    response.writeHead(204, noStore).end();
    return;
  }
  const { body } = answer;
  response.writeHead(200, { ...noStore, 'Content-Type': 'application/json', 'Content-Length': body.byteLength }).end(body);
}
