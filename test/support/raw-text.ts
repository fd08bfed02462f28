/** A request with a Host and, if it has a body, its length. */
export function rawRequest(method: string, target: string, headers: Readonly<Record<string, string>> = {}, body = ''): string {
  const all = { Host: 'localhost', ...(body ? { 'Content-Length': String(Buffer.byteLength(body, 'latin1')) } : {}), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

export const get = (target: string, headers?: Readonly<Record<string, string>>): string => rawRequest('GET', target, headers);

export const rawPublish = (event: string, data: unknown = null): string =>
  rawRequest('POST', '/publish', { 'Content-Type': 'application/json' }, JSON.stringify({ event, data }));

/** The fields of a WebSocket handshake besides Host. */
export const handshake = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
} as const;
