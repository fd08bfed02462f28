import type { ServerResponse } from 'node:http';
import { endInOneWrite } from './one-write.ts';
import { sayHead } from './say-head.ts';

/** Answers with one JSON value, with a `Content-Length`, and forbids caches to store it. */
export function answerJson(response: ServerResponse, status: number, value: object, type = 'application/json'): void {
  const body = JSON.stringify(value);
  const fields = ['Content-Type', type, 'Content-Length', String(Buffer.byteLength(body)), 'Cache-Control', 'no-store'];
  endInOneWrite(sayHead(response, status, fields), body, 'utf8');
}
