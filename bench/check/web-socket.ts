import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { messageOf } from '../../server/lab/processes/failure.ts';
import { Assembler } from '../arms/assembler.ts';
import { type Frame, maskedFrame, opcodes, readFrame } from '../arms/websocket-frame.ts';
import type { StreamSpeech } from '../dialects/dialect.ts';
import type { Fields } from '../model/index.ts';
import { ask, plainHead, unreachable } from './ask.ts';
import { type Endpoint, ownOrigin } from './endpoint.ts';
import { longestStream, tooMuch } from './event-stream.ts';
import { markBook } from './marks.ts';
import { Heard } from './watch/heard.ts';
import { CheckError } from './watch/place.ts';

/** A WebSocket as the check speaks it: frames, pings and Close frames are what it looks at. */
export class HeardSocket extends Heard<Buffer> {
  /** Writes bytes as they are. */
  write: (bytes: Buffer) => void = () => {};
  #parts: Buffer[] = [];
  #saidGoodbye = false;

  take({ opcode, fin, payload }: Frame): void {
    if (opcode === opcodes.ping) {
      this.heartbeats += 1;
      this.write(maskedFrame(opcodes.pong, payload));
    } else if (opcode === opcodes.pong) this.pongs += 1;
    else if (opcode === opcodes.close) this.#close(payload);
    else this.#part(payload, fin);
  }

  #part(payload: Buffer, fin: boolean): void {
    if (fin && this.#parts.length === 0) this.message(payload);
    else {
      this.#parts.push(Buffer.from(payload));
      if (!fin) return;
      this.message(Buffer.concat(this.#parts));
      this.#parts = [];
    }
  }

  /** RFC 6455, 5.5.1 and 7.1.5: a Close frame without a code is told as 1005. */
  #close(payload: Buffer): void {
    this.closeCode = payload.byteLength >= 2 ? payload.readUInt16BE(0) : 1005;
    if (!this.#saidGoodbye) this.write(maskedFrame(opcodes.close, payload.subarray(0, 2)));
    this.end(`closed it with ${this.closeCode}`);
  }

  ping(): void {
    this.write(maskedFrame(opcodes.ping, Buffer.from('check')));
  }

  /** Says goodbye, and waits to be told the same. */
  close(): void {
    this.#saidGoodbye = true;
    this.write(maskedFrame(opcodes.close, Buffer.from([0x03, 0xe8])));
  }
}

function follow(heard: HeardSocket, socket: Duplex, early: Buffer): void {
  const frames = new Assembler();
  let bytes = 0;
  const take = (chunk: Buffer) => {
    try {
      bytes += chunk.byteLength;
      if (bytes > longestStream) throw new Error(tooMuch);
      frames.feed(chunk, (data, from) => readFrame(data, from, (frame) => heard.take(frame)));
    } catch (error) {
      heard.fail(new CheckError(messageOf(error)));
      socket.destroy();
    }
    heard.byte();
  };
  heard.write = (bytes) => void (socket.writable && socket.write(bytes));
  heard.say = (text) => heard.write(maskedFrame(opcodes.text, Buffer.from(text)));
  heard.cut = () => socket.destroy();
  socket.on('data', take);
  socket.once('end', () => socket.end());
  socket.once('close', () => heard.end('cut the connection'));
  if (early.byteLength > 0) take(early);
}

const handshake: Fields = [
  ['Connection', 'Upgrade'],
  ['Upgrade', 'websocket'],
  ['Sec-WebSocket-Version', '13'],
];

/** Further conditions of a handshake. */
export interface SocketOptions {
  readonly cursor?: string | undefined;
  /** @default that of a page beside the stream */
  readonly origin?: string;
  readonly more?: Fields;
}

/** Opens it as a browser would. */
export function openSocket(endpoint: Endpoint, speech: StreamSpeech, epoch: string, { cursor, origin, more = [] }: SocketOptions = {}): HeardSocket {
  const { url, fields } = endpoint;
  const heard = new HeardSocket(speech, markBook(epoch), cursor);
  const request = speech.ask(url.pathname + url.search, cursor);
  const isGiven = fields.some(([name]) => name.toLowerCase() === 'origin');
  // Whoever gives an origin of his own has one that is allowed; the foreign one stays foreign.
  const from = origin !== undefined || !isGiven ? [['Origin', origin ?? ownOrigin(url)] as const] : [];
  const others = origin === undefined ? fields : fields.filter(([name]) => name.toLowerCase() !== 'origin');
  const key = ['Sec-WebSocket-Key', randomBytes(16).toString('base64')] as const;
  heard.cut = ask(
    {
      url,
      path: request.path,
      fields: [...handshake, key, ['User-Agent', 'Mozilla/5.0 (transport-lab check)'], ...request.fields, ...from, ...more, ...others],
    },
    {
      answered(head, message) {
        heard.began(plainHead(head));
        message.on('error', () => {}).resume();
        message.once('close', () => heard.end('answered without an upgrade'));
      },
      upgraded(head, socket, early) {
        heard.began(plainHead(head));
        follow(heard, socket, early);
      },
      failed: (error) => heard.fail(unreachable(url, error)),
    },
  );
  return heard;
}
