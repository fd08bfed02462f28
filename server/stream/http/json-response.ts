import type { ServerResponse } from 'node:http';
import { endInOneWrite } from './one-write.ts';
import { sayHead } from './say-head.ts';

/** Answers with one JSON value, with a `Content-Length`, and forbids caches to store it. */
export function answerJson(response: ServerResponse, status: number, value: object, type = 'application/json'): void {
  const body = JSON.stringify(value);
  const length = Buffer.byteLength(body);
  const fields = ['Content-Type', type, 'Content-Length', String(length), 'Cache-Control', 'no-store'];
  // As many bytes as characters: ASCII, which Node writes faster as Latin-1.
  endInOneWrite(sayHead(response, status, fields), body, length === body.length ? 'latin1' : 'utf8');
}
