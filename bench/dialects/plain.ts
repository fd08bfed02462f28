import { fieldOf } from '../arms/http-answer.ts';
import type { Dialect, PollSpeech, StreamSpeech } from './dialect.ts';

/** Server-Sent Events as EventSource speaks them: the last `id:` comes back as Last-Event-ID (HTML standard, 9.2). */
export const plainSse: StreamSpeech = {
  resumes: true,
  ask: (path, cursor) => ({ path, fields: [['Accept', 'text/event-stream'], ...(cursor === undefined ? [] : [['Last-Event-ID', cursor] as const])] }),
};

/** A WebSocket that sends. RFC 6455 has no cursor: what is missed during a cut is lost. */
const plainWebSocket: StreamSpeech = { resumes: false, ask: (path) => ({ path, fields: [] }) };

/** Conditional requests (RFC 9110, 13.1): a server that gives an ETag says 304 until there is something else. */
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
