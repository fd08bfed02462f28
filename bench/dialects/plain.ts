import { fieldOf } from '../arms/http-answer.ts';
import type { Dialect, PollSpeech, StreamSpeech } from './dialect.ts';

/** Server-Sent Events as EventSource speaks them: a client that comes back presents the last `id:` as Last-Event-ID (HTML standard, 9.2). */
export const plainSse: StreamSpeech = {
  resumes: true,
  ask: (path, cursor) => ({ path, fields: [['Accept', 'text/event-stream'], ...(cursor === undefined ? [] : [['Last-Event-ID', cursor] as const])] }),
};

/** A WebSocket that only receives. RFC 6455 has no cursor, so notifications during a cut are lost. */
const plainWebSocket: StreamSpeech = { resumes: false, ask: (path) => ({ path, fields: [] }) };

/** Conditional requests (RFC 9110, 13.1): a server that sends an ETag answers 304 until its content changes. */
const plainPolls: PollSpeech = {
  resumes: false,
  ask: (path, cursor) => ({ path, fields: cursor === undefined ? [] : [['If-None-Match', cursor]] }),
  cursorOf: (answer) => fieldOf(answer, 'etag'),
};

export const plain: Dialect = {
  name: 'plain',
  about: 'what the standards say: EventSource, WebSocket, conditional GETs; better-sse, Express, ws, hubs on gorilla/websocket',
  polling: plainPolls,
  'long-polling': plainPolls,
  sse: plainSse,
  websocket: plainWebSocket,
};
