import type { Target } from '../arms/arm.ts';
import { authority } from '../arms/requests.ts';
import { maskedFrame, opcodes } from '../arms/websocket-frame.ts';
import { bareReader, chromiumReader, type Fields, requestHead } from '../model/index.ts';

/** Something to say, and the text that has to come back before the next step. */
export interface Step {
  readonly send: string | Buffer;
  readonly expect: string;
}

/** How a reader of a peer is opened. */
type Greeting = (target: Target, fields: Fields) => Step[];

const endOfHead = '\r\n\r\n';

/** The head of a question. */
export const get = (target: Target, path: string, fields: Fields = []): string => requestHead('GET', path, [['Host', authority(target)], ...fields]);

/** A stream that begins with a head. */
export const eventStream =
  (path: string, expect = endOfHead): Greeting =>
  (target, fields) => [{ send: get(target, path, [['Accept', 'text/event-stream'], ...fields]), expect }];

export const upgrade =
  (path: string, expect = endOfHead): Greeting =>
  (target, fields) => [{ send: get(target, path, [...bareReader('').fields('websocket'), ...fields]), expect }];

/** A question that waits: whoever has asked it is open. */
export const held =
  (path: string): Greeting =>
  (target, fields) => [{ send: get(target, path, [['Connection', 'keep-alive'], ['Accept', '*/*'], ...fields]), expect: '' }];

/** Engine.IO 4 over its WebSocket alone, then Socket.IO's own connect packet. */
export const socketIo: Greeting = (target, fields) => [
  ...upgrade('/socket.io/?EIO=4&transport=websocket', '"sid"')(target, fields),
  { send: maskedFrame(opcodes.text, Buffer.from('40')), expect: '"sid"' },
];

/** A pong that nobody asked for (RFC 6455, section 5.5.3): readers parse nothing, so they say unasked that they are there. */
export const pong: Buffer = maskedFrame(opcodes.pong, Buffer.alloc(0));

/** What depends on the page, or on the kind of stream. */
const ofTheKind = ['Connection', 'Accept', 'Referer'];

/** What a current browser adds to a request of any kind. */
export const browserFields: Fields = chromiumReader('')
  .fields('sse')
  .filter(([name]) => !ofTheKind.includes(name));
