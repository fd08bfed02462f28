import type { Fields } from '../../model/index.ts';

/** A request of HTTP/2, pseudo-fields first. */
interface StreamRequest {
  readonly fields: Fields;
  /** It opens a WebSocket (RFC 8441). */
  readonly isTunnel: boolean;
}

/** Fields that belong to a connection of HTTP/1.1 (RFC 9113, 8.2.2), and the key that RFC 8441 has no use for. */
const ofConnection = new Set(['host', 'connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'sec-websocket-key']);

/** @param text a whole request of HTTP/1.1 without a body */
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

/** The head of an answer as HTTP/1.1 would have it: what an arm reads. @param length of its body; absent: it goes on */
export function answerText(status: unknown, fields: Fields, length?: number): string {
  const own = fields.filter(([name]) => !name.startsWith(':') && name !== 'content-length').map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} \r\n${own.join('')}${length === undefined ? '' : `content-length: ${length}\r\n`}\r\n`;
}

/** Whether an answer goes on for ever. */
export const isStream = (headers: { readonly ':status'?: number; readonly 'content-type'?: string }): boolean =>
  headers[':status'] === 200 && headers['content-type']?.startsWith('text/event-stream') === true;
