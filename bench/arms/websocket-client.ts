import { type AnswerHead, readHead } from './http-answer.ts';
import type { Line } from './line.ts';
import { PushedClient } from './pushed-client.ts';
import { type Frame, maskedFrame, opcodes, readFrame } from './websocket-frame.ts';

/** Bytes of a fragmented message at most. */
const longestMessage = 16 * 1024 * 1024;

/** A WebSocket client for any server: upgrade, frames, pings, close. */
export abstract class WebSocketClient extends PushedClient {
  #upgraded = false;
  /** Frames of a message whose final frame has not come. */
  #fragments: Buffer[] = [];

  protected abstract request(): string;
  /** @throws Error if this is not an upgrade */
  protected abstract headed(head: AnswerHead, data: Buffer): void;
  /** @param payload of a text or binary message, valid until this returns */
  protected abstract message(payload: Buffer): void;

  protected greet(line: Line): void {
    this.#upgraded = false;
    this.#fragments = [];
    const request = this.request();
    line.send(request, request.length);
  }

  protected parse(data: Buffer, from: number): number {
    if (this.#upgraded) return readFrame(data, from, this.#frame);
    const head = readHead(data, from);
    if (!head) return from;
    this.answered(head);
    this.headed(head, data);
    this.#upgraded = true;
    this.meter.head(head.end - from);
    return head.end;
  }

  readonly #frame = ({ opcode, fin, payload }: Frame): void => {
    if (opcode <= opcodes.binary) this.#data(payload, fin);
    else if (opcode === opcodes.ping) {
      this.meter.census.ping();
      this.meter.census.pong();
      this.line?.send(maskedFrame(opcodes.pong, payload));
    } else if (opcode === opcodes.close) this.line?.send(maskedFrame(opcodes.close, payload.subarray(0, 2)));
    else if (opcode !== opcodes.pong) throw new Error(`Expected text, ping or close; got opcode ${opcode}.`);
  };

  #data(payload: Buffer, fin: boolean): void {
    if (fin && this.#fragments.length === 0) {
      this.message(payload);
      return;
    }
    this.#fragments.push(Buffer.from(payload));
    if (this.#fragments.reduce((sum, { byteLength }) => sum + byteLength, 0) > longestMessage) {
      throw new Error(`Expected a message below ${longestMessage / 2 ** 20} MiB; got more.`);
    }
    if (fin) this.message(Buffer.concat(this.#fragments.splice(0)));
  }
}
