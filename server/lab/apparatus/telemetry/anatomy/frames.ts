import { isRecord } from '../../../../stream/record.ts';
import type { Direction } from '../../weather/conditions.ts';
import { startsWith, type Take, textOf } from './part.ts';

/** RFC 6455 section 5.2. */
const opcodes: Readonly<Record<number, string>> = { 0: 'continuation', 1: 'text', 2: 'binary', 8: 'close', 9: 'ping', 10: 'pong' };

const controls: readonly string[] = ['close', 'ping', 'pong'];

/** Frames from the start of one; the last may be cut. */
export function frameParts(direction: Direction, bytes: Uint8Array, start: number, take: Take): void {
  for (let place = start; place < bytes.length; ) place = frame(direction, bytes, place, take);
}

/** @returns the place behind the frame */
function frame(direction: Direction, bytes: Uint8Array, from: number, take: Take): number {
  const end = (to: number) => Math.min(to, bytes.length);
  const opcode = opcodes[(bytes[from] ?? 0) & 0x0f] ?? 'reserved';
  const final = ((bytes[from] ?? 0) & 0x80) !== 0;
  const explanation = `Bit 7: ${final ? 'the message is complete' : 'more fragments follow'}. Bits 0 to 3: what follows is ${opcode}.`;
  take({ from, to: from + 1, kind: 'framing', name: `${final ? 'FIN, ' : ''}${opcode}`, explanation });
  if (from + 1 >= bytes.length) return bytes.length;
  const short = (bytes[from + 1] ?? 0) & 0x7f;
  const masked = (bytes[from + 1] ?? 0) >= 0x80;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  const length = extended === 0 ? short : bigEndian(bytes, from + 2, extended);
  const key = from + 2 + extended;
  const content = key + (masked ? 4 : 0);
  take({ from: from + 1, to: end(key), kind: 'framing', name: 'mask bit and length', explanation: lengthSentence(length, extended, masked) });
  if (masked && key < bytes.length) take({ from: key, to: end(content), kind: 'framing', name: 'masking key' });
  if (length > 0 && content < bytes.length) {
    takeContent(direction, opcode, bytes, { key: masked ? key : undefined, from: content, to: end(content + length) }, take);
  }
  return end(content + length);
}

const lengthSentence = (length: number, extended: number, masked: boolean): string =>
  `Bit 7: ${masked ? 'masked, as all clients must' : 'not masked'}. ${length} bytes follow${extended ? `; more than 125, so ${extended} bytes tell how many` : ''}.`;

const bigEndian = (bytes: Uint8Array, from: number, count: number): number => {
  let value = 0;
  for (let index = 0; index < count; index += 1) value = value * 256 + (bytes[from + index] ?? 0);
  return value;
};

interface Content {
  /** Where the masking key is, if there is one. */
  readonly key: number | undefined;
  readonly from: number;
  readonly to: number;
}

function takeContent(direction: Direction, opcode: string, bytes: Uint8Array, { key, from, to }: Content, take: Take): void {
  const plain = key === undefined ? undefined : unmasked(bytes, key, from, to);
  const text = plain && { text: opcode === 'close' ? closeText(plain) : textOf(plain, 0, plain.length) };
  if (opcode !== 'text') {
    take({ from, to, kind: 'framing', name: controls.includes(opcode) ? `${opcode} content` : opcode, ...text });
    return;
  }
  const [source, start] = plain ? [plain, 0] : [bytes, from];
  // Only a notification begins with its id.
  const name = startsWith(source, start, '{"id"') ? 'notification' : typeOf(source, start);
  const isPayload = direction === 'down' ? name === 'notification' : name === 'publish' || name === 'broadcast';
  take({ from, to, kind: isPayload ? 'payload' : 'framing', name, ...text });
}

/** The server writes `type` first; a client writes it where it likes. */
function typeOf(bytes: Uint8Array, from: number): string {
  const begin = /^\{"type":"(\w{1,20})"/.exec(textOf(bytes, from, from + 40))?.[1];
  if (begin !== undefined || from > 0) return begin ?? 'text';
  try {
    const message: unknown = JSON.parse(textOf(bytes, 0, bytes.length));
    const type = isRecord(message) ? message.type : undefined;
    return typeof type === 'string' && /^\w{1,20}$/.test(type) ? type : 'text';
  } catch {
    return 'text';
  }
}

const closeText = (plain: Uint8Array): string => `${bigEndian(plain, 0, Math.min(2, plain.length))} ${textOf(plain, 2, plain.length)}`.trimEnd();

function unmasked(bytes: Uint8Array, key: number, from: number, to: number): Uint8Array {
  return bytes.slice(from, to).map((byte, index) => byte ^ (bytes[key + (index % 4)] ?? 0));
}
