import { createGunzip, type Gunzip, gunzipSync } from 'node:zlib';
import { messageOf } from '../../../server/lab/processes/failure.ts';
import { Assembler } from '../assembler.ts';
import { Chunks } from '../chunks.ts';
import { type AnswerHead, fieldOf, type HttpAnswer, readAnswer, readHead } from '../http-answer.ts';
import type { Line, LineHandlers } from '../line.ts';
import type { Meter } from '../meter.ts';
import { type Frame, frameStart, opcodes, readFrame } from '../websocket-frame.ts';
import { Inflater } from './inflater.ts';

/** Opens the line below. */
type OpenLine = (handlers: LineHandlers, closed: () => void) => Line;

/** Reads the next message. @see Assembler.feed */
type Reader = (data: Buffer, from: number) => number;

const nothing = Buffer.alloc(0);

/** A head without the fields that described the compressed body. */
const rewritten = ({ text }: AnswerHead, dropped: RegExp, added = ''): Buffer =>
  Buffer.from(
    `${text
      .split('\r\n')
      .filter((line) => !dropped.test(line))
      .join('\r\n')}${added}\r\n`,
    'latin1',
  );

const isCoded = (head: AnswerHead): boolean => {
  const coding = fieldOf(head, 'content-encoding');
  if (coding !== undefined && coding !== 'gzip') throw new Error(`Expected gzip, or no Content-Encoding; got ${coding}.`);
  return coding === 'gzip';
};

/**
 * A line on which answers may be compressed, for arms that read plain ones: gzip of answers and of event streams, permessage-deflate of WebSocket
 * frames. The line below counts what the wire carries; the arm reads what a server without compression would have sent, so all arms share their code
 * and their ledger.
 */
export class DecodingLine implements Line {
  readonly #inner: Line;
  readonly #meter: Meter;
  readonly #handlers: LineHandlers;
  readonly #assembler = new Assembler();
  #read: Reader;
  #gunzip: Gunzip | undefined;
  #inflater: Inflater | undefined;
  /** Frames of a compressed message whose final frame has not come. */
  #fragments: Buffer[] | undefined;

  constructor(meter: Meter, handlers: LineHandlers, closed: () => void, open: OpenLine) {
    this.#meter = meter;
    this.#handlers = handlers;
    this.#read = this.#answers;
    this.#inner = open(
      {
        connected: () => handlers.connected(this),
        received: (_line, chunk) => this.#assembler.feed(chunk, (data, from) => this.#read(data, from)),
      },
      () => {
        this.#gunzip?.destroy();
        closed();
      },
    );
  }

  send(bytes: string | Buffer, heads?: number): void {
    this.#inner.send(bytes, heads);
  }

  pause(paused: boolean): void {
    this.#inner.pause(paused);
  }

  settled(): Promise<void> {
    return this.#inner.settled();
  }

  cut(): void {
    this.#inner.cut();
  }

  /** Reads answers one after the other, until one of them is a stream. */
  readonly #answers: Reader = (data, from) => {
    const head = readHead(data, from);
    if (!head) return from;
    if (head.status === 101) return this.#upgraded(head);
    if (head.status === 200 && fieldOf(head, 'content-type')?.startsWith('text/event-stream')) return this.#streaming(head, data, from);
    let whole: HttpAnswer | undefined;
    const end = readAnswer(data, from, (answer) => {
      whole = answer;
    });
    if (whole) this.#pass(isCoded(whole) ? unpacked(whole) : data.subarray(from, end));
    return end;
  };

  /** Passes bytes on unchanged. */
  readonly #asItIs: Reader = (data, from) => {
    this.#pass(data.subarray(from));
    return data.byteLength;
  };

  #streaming(head: AnswerHead, data: Buffer, from: number): number {
    if (!isCoded(head)) {
      this.#read = this.#asItIs;
      this.#pass(data.subarray(from, head.end));
      return head.end;
    }
    const gunzip = createGunzip();
    gunzip.on('data', (bytes: Buffer) => this.#pass(bytes));
    gunzip.on('error', (error) => this.#fail(error));
    this.#gunzip = gunzip;
    const chunks = head.isChunked ? new Chunks() : undefined;
    // Both buffers are reused before the stream has read them, so it gets a copy.
    const feed = (bytes: Buffer) => void gunzip.write(Buffer.from(bytes));
    this.#read = (more, place) => {
      if (chunks) return chunks.read(more, place, feed, () => {});
      feed(more.subarray(place));
      return more.byteLength;
    };
    this.#pass(rewritten(head, /^(content-encoding|transfer-encoding|vary):/i));
    return head.end;
  }

  #upgraded(head: AnswerHead): number {
    const extensions = fieldOf(head, 'sec-websocket-extensions') ?? '';
    if (!extensions.startsWith('permessage-deflate')) this.#read = this.#asItIs;
    else {
      this.#inflater = new Inflater(!extensions.includes('server_no_context_takeover'));
      this.#read = (data, from) => readFrame(data, from, this.#frame, true);
    }
    this.#pass(rewritten(head, /^sec-websocket-extensions:/i));
    return head.end;
  }

  readonly #frame = (frame: Frame): void => {
    const { opcode, fin, payload } = frame;
    const isMessage = opcode <= opcodes.binary;
    if (isMessage && frame.isCompressed) this.#fragments = [];
    if (!isMessage || !this.#fragments) {
      this.#pass(Buffer.concat([opened(frame), payload]));
      return;
    }
    this.#fragments.push(Buffer.from(payload));
    if (!fin) return;
    const text = this.#inflater?.unpack(Buffer.concat(this.#fragments)) ?? nothing;
    this.#fragments = undefined;
    this.#pass(Buffer.concat([frameStart(opcodes.text, text.byteLength), text]));
  };

  #pass(bytes: Buffer): void {
    try {
      this.#handlers.received(this, bytes);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#meter.incident(messageOf(error));
    this.cut();
  }
}

/** The header of a frame, as it came: with or without `FIN`. */
function opened({ opcode, fin, payload }: Frame): Buffer {
  const start = frameStart(opcode, payload.byteLength);
  if (!fin) start[0] = opcode;
  return start;
}

/** An answer as it would be without compression. */
function unpacked(answer: HttpAnswer): Buffer {
  const body = gunzipSync(answer.body);
  const head = rewritten(answer, /^(content-encoding|content-length|transfer-encoding|vary):/i, `Content-Length: ${body.byteLength}\r\n`);
  return Buffer.concat([head, body]);
}
