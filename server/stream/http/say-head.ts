import { ServerResponse } from 'node:http';

const ownWriteHead = ServerResponse.prototype.writeHead;

/**
 * Writes status and header fields. A flat list is the fastest form that Node accepts, and many answers can share it. But middleware that wraps `writeHead`, such as on-headers 1.0 (used by
 * morgan 1.10, compression 1.7, express-session 1.18, response-time 2.3), does not know this form and would lose all fields. So a wrapped response gets them one by one.
 * @param fields names and values by turns
 */
export function sayHead(response: ServerResponse, status: number, fields: readonly string[]): ServerResponse {
  if (response.writeHead === ownWriteHead) return response.writeHead(status, fields as string[]);
  for (let index = 0; index < fields.length; index += 2) response.setHeader(fields[index] ?? '', fields[index + 1] ?? '');
  return response.writeHead(status);
}
