import type { Fields } from '../../model/index.ts';

/** A request of HTTP/2, pseudo-fields first. */
interface StreamRequest {
  readonly fields: Fields;
  /** Whether it opens a WebSocket (RFC 8441). */
  readonly isTunnel: boolean;
}

/** Fields that belong to a connection of HTTP/1.1 (RFC 9113, 8.2.2), and the WebSocket key, which RFC 8441 does not use. */
const ofConnection = new Set(['host', 'connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'sec-websocket-key']);

/** @param text a whole HTTP/1.1 request without a body */
export function requestFields(text: string): StreamRequest {
  const [start = '', ...lines] = text.split('\r\n');
  const [method = '', path = ''] = start.split(' ');
  const given = lines
    .filter((line) => line !== '')
    .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)] as const);
  const host = given.find(([name]) => name === 'host')?.[1] ?? '';
  const isTunnel = given.some(([name, value]) => name === 'upgrade' && value === 'websocket');
  const fields: Fields = [
    [':method', isTunnel ? 'CONNECT' : method],
    ...(isTunnel ? [[':protocol', 'websocket'] as const] : []),
    [':scheme', 'https'],
    [':authority', host],
    [':path', path],
    ...given.filter(([name]) => !ofConnection.has(name)),
  ];
  return { fields, isTunnel };
}

/** The head of an answer, written as HTTP/1.1 for the arms. @param length of its body; absent: the body does not end */
export function answerText(status: unknown, fields: Fields, length?: number): string {
  const own = fields.filter(([name]) => !name.startsWith(':') && name !== 'content-length').map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} \r\n${own.join('')}${length === undefined ? '' : `content-length: ${length}\r\n`}\r\n`;
}

/** Whether the body of an answer does not end. */
export const isStream = (headers: { readonly ':status'?: number; readonly 'content-type'?: string }): boolean =>
  headers[':status'] === 200 && headers['content-type']?.startsWith('text/event-stream') === true;
