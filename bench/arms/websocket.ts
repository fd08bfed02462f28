import type { Downstream } from '../../server/stream/protocol.ts';
import type { Arm } from './arm.ts';
import type { Line } from './connection.ts';
import { readHead } from './http-answer.ts';
import { PushedClient } from './pushed-client.ts';
import { ask } from './requests.ts';
import { type Frame, maskedFrame, opcodes, readFrame } from './websocket-frame.ts';

/** `{"type":"gap",` has this many bytes more than the `{` of a gap alone. */
const gapType = '"type":"gap",'.length;

/** One upgraded connection; a frame per notification. */
class WebSocketClient extends PushedClient {
  #upgraded = false;

  protected greet(line: Line): void {
    this.#upgraded = false;
    const request = ask(this.target, 'websocket', this.cursor === undefined ? 'websocket' : `websocket?after=${this.cursor}`);
    this.meter.census.opening(this.cursor);
    line.send(request, request.length);
  }

  protected parse(data: Buffer, from: number): number {
    if (this.#upgraded) return readFrame(data, from, (frame) => this.#take(frame));
    const head = readHead(data, from);
    if (!head) return from;
    if (head.status !== 101) throw new Error(`Expected 101; got ${head.status} ${data.toString('utf8', head.end).slice(0, 200)}`);
    this.#upgraded = true;
    this.meter.head(head.end - from);
    return head.end;
  }

  #take({ opcode, payload }: Frame): void {
    // Only a notification begins with its id: `{"i`.
    if (opcode === opcodes.text && payload[2] === 0x69) this.take(payload);
    else if (opcode === opcodes.text) this.#control(payload);
    else if (opcode === opcodes.ping) {
      this.meter.census.ping();
      this.meter.census.pong();
      this.line?.send(maskedFrame(opcodes.pong, payload));
    } else if (opcode === opcodes.close) this.line?.send(maskedFrame(opcodes.close, payload.subarray(0, 2)));
    else throw new Error(`Expected text, ping or close; got opcode ${opcode}.`);
  }

  #control(payload: Buffer): void {
    const message = JSON.parse(payload.toString()) as Downstream;
    if (message.type === 'hello') {
      this.meter.census.hello(message.cursor);
      this.begun(message.cursor);
    } else if (message.type === 'gap') this.skip(message.to, payload.byteLength - gapType);
    else if (message.type === 'heartbeat') this.beat(message.cursor);
    else throw new Error(`Expected hello, gap or heartbeat; got ${payload.toString().slice(0, 80)}.`);
  }
}

export const websocket: Arm = { name: 'websocket', resumes: true, open: (...given) => new WebSocketClient(...given) };
