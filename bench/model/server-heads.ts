import { byteLength, responseHead } from './http-head.ts';

/** IMF-fixdate has 29 characters on every day (RFC 9110 section 5.6.7). */
const date = ['Date', 'Sat, 01 Jan 2000 00:00:00 GMT'] as const;
const noStore = ['Cache-Control', 'no-store'] as const;
/** Set by `server/lab/express-server.ts`, and sent by Node. */
const keepAlive = [
  ['Connection', 'keep-alive'],
  ['Keep-Alive', 'timeout=75'],
] as const;

const json = (length: number | string) =>
  [noStore, ['Content-Type', 'application/json'], ['Content-Length', String(length)], date, ...keepAlive] as const;

/** Bytes of a poll's 200 without the digits of its Content-Length, which change with the body and are counted separately. */
export const answerHead = byteLength(responseHead(200, 'OK', json('')));

/** Bytes of the 204 that means "nothing new". No body, no length (RFC 9110 section 15.3.5). */
export const emptyAnswerHead = byteLength(responseHead(204, 'No Content', [noStore, date, ...keepAlive]));

/** Bytes of the head in front of an event stream in chunks. */
export const streamHead = byteLength(
  responseHead(200, 'OK', [
    ['Content-Type', 'text/event-stream'],
    ['Cache-Control', 'no-store, no-transform'],
    ['X-Accel-Buffering', 'no'],
    date,
    ['Transfer-Encoding', 'chunked'],
  ]),
);

/** Bytes of the 101 (RFC 6455 section 4.2.2). Its accept token is 20 bytes of SHA-1 in base 64. */
export const upgradeHead = byteLength(
  responseHead(101, 'Switching Protocols', [
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Accept', 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='],
  ]),
);

/** Bytes of the 201 that answers a publish, without the digits of its Content-Length. */
export const storedHead = byteLength(responseHead(201, 'Created', json('')));
