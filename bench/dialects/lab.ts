import type { HttpAnswer } from '../arms/http-answer.ts';
import { type Dialect, type PollSpeech, type Reader, withArgument } from './dialect.ts';

const after = (path: string, cursor: string | undefined) => ({ path: cursor === undefined ? path : withArgument(path, 'after', cursor), fields: [] });

const cursorField = Buffer.from('{"cursor":"');

/** The cursor is the first field of a body. */
function cursorOf({ body }: HttpAnswer): string | undefined {
  if (body.compare(cursorField, 0, cursorField.length, 0, Math.min(cursorField.length, body.byteLength)) !== 0) return undefined;
  return body.toString('latin1', cursorField.length, body.indexOf(0x22, cursorField.length));
}

/** The end of a body says whether there is more (`"more":true`). */
const polls: PollSpeech = {
  resumes: true,
  ask: after,
  cursorOf,
  hasMore: ({ body }) => body.byteLength > 0 && body.toString('latin1', Math.max(0, body.byteLength - 40)).includes('"more":true'),
};

const cursorIn = (text: string): string | undefined => /"(?:cursor|to)":"([^"]*)"/.exec(text)?.[1];

/** A notification begins with its id. Hello and gap are recognised by their names. */
function hear(message: Buffer, reader: Reader): void {
  // `{"i` begins a WebSocket message, `id` an event. The client reads an event's id itself.
  if (message[2] === 0x69) reader.cursor = message.toString('latin1', 7, message.indexOf(0x22, 7));
  else if (message[0] !== 0x69) control(message.toString(), reader);
}

function control(text: string, reader: Reader): void {
  const isHello = text.includes('event: hello') || text.includes('"type":"hello"');
  const isGap = text.includes('event: gap') || text.includes('"type":"gap"');
  if (isHello || isGap) reader.cursor = cursorIn(text) ?? reader.cursor;
  if (isHello) reader.subscribed();
  if (isGap) reader.passedOver();
}

export const lab: Dialect = {
  name: 'lab',
  about: 'the lab itself, and every server that has attach',
  polling: polls,
  'long-polling': polls,
  sse: { resumes: true, greets: true, ask: after, hear },
  websocket: { resumes: true, greets: true, ask: after, hear },
};
