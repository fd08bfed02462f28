import type { Target } from '../arms/arm.ts';
import { maskedFrame, opcodes } from '../arms/websocket-frame.ts';

/** Something to say, and the text that has to come back before the next step. */
export interface Step {
  readonly send: string | Buffer;
  readonly expect: string;
}

const endOfHead = '\r\n\r\n';

const get = ({ host, port }: Target, path: string, fields: string): string => `GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\n${fields}\r\n`;

const upgradeFields = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

/** A stream that begins with a head. */
export const eventStream =
  (path: string, expect = endOfHead) =>
  (target: Target, fields: string): Step[] => [{ send: get(target, path, `Accept: text/event-stream\r\n${fields}`), expect }];

export const upgrade =
  (path: string, expect = endOfHead) =>
  (target: Target, fields: string): Step[] => [{ send: get(target, path, upgradeFields + fields), expect }];

/** Engine.IO 4 over its WebSocket alone, then Socket.IO's own connect packet. */
export const socketIo = (target: Target, fields: string): Step[] => [
  ...upgrade('/socket.io/?EIO=4&transport=websocket', '"sid"')(target, fields),
  { send: maskedFrame(opcodes.text, Buffer.from('40')), expect: '"sid"' },
];

/** A pong that nobody asked for (RFC 6455, section 5.5.3): readers parse nothing, so they say unasked that they are there. */
export const pong: Buffer = maskedFrame(opcodes.pong, Buffer.alloc(0));

/** Header lines that a current browser adds to a request, as read off a socket; no cookies. */
export const browserFields = [
  'Pragma: no-cache',
  'Cache-Control: no-cache',
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36',
  'sec-ch-ua: "Not:A-Brand";v="8", "Chromium";v="156"',
  'sec-ch-ua-mobile: ?0',
  'sec-ch-ua-platform: "Linux"',
  'Sec-Fetch-Site: same-origin',
  'Sec-Fetch-Mode: cors',
  'Sec-Fetch-Dest: empty',
  'Accept-Encoding: gzip, deflate, br, zstd',
  'Accept-Language: en-US,en;q=0.9',
]
  .map((line) => `${line}\r\n`)
  .join('');
