import type { ServerResponse } from 'node:http';

/** Answers with one JSON value; of a known length, and never from a cache. */
export function answerJson(response: ServerResponse, status: number, value: object, type = 'application/json'): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': body.byteLength, 'Cache-Control': 'no-store' }).end(body);
}
