/** The fields of a head, in the order and spelling in which they are sent. */
export type Fields = readonly (readonly [name: string, value: string])[];

/** UTF-8 bytes of a text. */
export const byteLength = (text: string): number => new TextEncoder().encode(text).length;

/** A start line, the fields, and the empty line (RFC 9112 section 2.1). */
const head = (startLine: string, fields: Fields): string => `${startLine}\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;

/** RFC 9112 section 3. @param target path and query */
export const requestHead = (method: string, target: string, fields: Fields): string => head(`${method} ${target} HTTP/1.1`, fields);

/** RFC 9112 section 4. */
export const responseHead = (status: number, reason: string, fields: Fields): string => head(`HTTP/1.1 ${status} ${reason}`, fields);
