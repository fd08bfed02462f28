import { ServerResponse } from 'node:http';

const ownWriteHead = ServerResponse.prototype.writeHead;

/**
 * Says status and header fields. A flat list is the quickest that Node takes, and the fields can be shared by many answers; but middleware that wraps `writeHead` of a response, such as
 * on-headers 1.0 (under morgan 1.10, compression 1.7, express-session 1.18, response-time 2.3), does not know it and would lose all fields. Wrapped responses get them one by one.
 * @param fields names and values by turns
 */
export function sayHead(response: ServerResponse, status: number, fields: readonly string[]): ServerResponse {
  if (response.writeHead === ownWriteHead) return response.writeHead(status, fields as string[]);
  for (let index = 0; index < fields.length; index += 2) response.setHeader(fields[index] ?? '', fields[index + 1] ?? '');
  return response.writeHead(status);
}
