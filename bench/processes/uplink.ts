import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { messageOf } from '../../server/lab/processes/failure.ts';
import type { Downstream } from '../../server/stream/protocol.ts';
import type { Target } from '../arms/arm.ts';
import { Assembler } from '../arms/assembler.ts';
import { readAnswer, readHead } from '../arms/http-answer.ts';
import { fieldsOf, textOf } from '../arms/json-fields.ts';
import { dataOf } from '../arms/message.ts';
import { ask, authority, pathOf } from '../arms/requests.ts';
import { maskedFrame, opcodes, readFrame } from '../arms/websocket-frame.ts';
import { type Fields, requestHead } from '../model/index.ts';
import { Histogram } from '../statistics/histogram.ts';
import { monotonic } from './clock.ts';

/** How a client sends a notification. */
export const uplinkWays = ['POST /publish', 'message'] as const;
export type UplinkWay = (typeof uplinkWays)[number];

/** A client that sends notifications. */
export interface UplinkOrder {
  readonly way: UplinkWay;
  readonly target: Target;
  /** Bytes of each `data` as JSON. */
  readonly payload: number;
}

/** Messages sent one after the other, each after the ack of the one before. */
export interface UplinkReport {
  /** Bytes at the client's socket. */
  readonly up: number;
  readonly down: number;
  /** Milliseconds from the write to the ack, as [milliseconds, how many]. */
  readonly latencies: readonly (readonly [number, number])[];
  /** [bytes of the ref, 0 if there is none; bytes of the id; how many]: inputs of the prediction. */
  readonly kinds: readonly (readonly [number, number, number])[];
  /** Bytes of the cursor in each heartbeat: a reader whose filter passes nothing still gets its cursor now and then. */
  readonly beats: readonly number[];
}

/** The name of what is published. */
export const uplinkEvent = 'uplink';

/** Fields of a publish over HTTP, besides its `Content-Length`. */
export const uplinkFields = (target: Target): Fields => [
  ['Host', authority(target)],
  ['Content-Type', 'application/json'],
];

/** One open connection and one message at a time. */
export class Uplink {
  readonly #socket: Socket;
  readonly #order: UplinkOrder;
  readonly #data: string;
  readonly #assembler = new Assembler();
  #upgraded = false;
  #ref = 0;
  #beats: number[] = [];
  #heard: (text: string) => void = () => {};
  #failed: (error: Error) => void = () => {};

  private constructor(socket: Socket, order: UplinkOrder) {
    this.#socket = socket;
    this.#order = order;
    this.#data = dataOf(0, order.payload);
    socket.on('data', (chunk) => {
      try {
        this.#assembler.feed(chunk, (data, from) => this.#read(data, from));
      } catch (error) {
        this.#failed(new Error(messageOf(error)));
      }
    });
    socket.on('error', (error) => this.#failed(error));
    socket.once('close', () => this.#failed(new Error('The server closed the connection.')));
  }

  /** Connected and, for a WebSocket, upgraded. */
  static async open(order: UplinkOrder): Promise<Uplink> {
    const socket = connect({ ...order.target, noDelay: true });
    await once(socket, 'connect');
    const uplink = new Uplink(socket, order);
    // A filter that passes nothing: otherwise its own messages would come back and count as bytes of the answer.
    if (order.way === 'message') await uplink.#exchange(ask(order.target, 'websocket', 'websocket?event=nothing'));
    return uplink;
  }

  async say(count: number): Promise<UplinkReport> {
    const { bytesWritten, bytesRead } = this.#socket;
    const latencies = new Histogram();
    this.#beats = [];
    const kinds = new Map<string, [number, number, number]>();
    for (let done = 0; done < count; done += 1) {
      const ref = this.#order.way === 'message' ? ++this.#ref : '';
      const message = this.#message(ref);
      const began = monotonic();
      const receipt = fieldsOf(await this.#exchange(message));
      latencies.record(monotonic() - began);
      const id = textOf(receipt, 'id');
      const [refBytes, idBytes] = [String(ref).length, id.length];
      const kind = kinds.get(`${refBytes} ${idBytes}`) ?? [refBytes, idBytes, 0];
      kinds.set(`${refBytes} ${idBytes}`, [refBytes, idBytes, kind[2] + 1]);
    }
    const [up, down] = [this.#socket.bytesWritten - bytesWritten, this.#socket.bytesRead - bytesRead];
    return { up, down, latencies: latencies.buckets, kinds: [...kinds.values()], beats: this.#beats };
  }

  close(): void {
    this.#socket.destroy();
  }

  #message(ref: number | ''): string | Buffer {
    const said = `"event":"${uplinkEvent}","data":${this.#data}}`;
    if (ref !== '') return maskedFrame(opcodes.text, Buffer.from(`{"type":"publish","ref":${ref},${said}`));
    const body = `{${said}`;
    return (
      requestHead('POST', pathOf(this.#order.target, '/publish'), [...uplinkFields(this.#order.target), ['Content-Length', String(body.length)]]) +
      body
    );
  }

  #exchange(bytes: string | Buffer): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#heard = resolve;
      this.#failed = reject;
      this.#socket.write(bytes);
    });
  }

  #read(data: Buffer, from: number): number {
    if (this.#order.way !== 'message') return readAnswer(data, from, ({ status, body }) => this.#answered(status === 201, body));
    if (this.#upgraded) return readFrame(data, from, ({ opcode, payload }) => this.#framed(opcode, payload));
    const head = readHead(data, from);
    if (!head) return from;
    if (head.status !== 101) throw new Error(`Expected 101; got ${head.status}.`);
    this.#upgraded = true;
    return head.end;
  }

  /** First the hello, then acks. Pings are rare: the server sends them only in silence. */
  #framed(opcode: number, payload: Buffer): void {
    if (opcode === opcodes.ping) this.#socket.write(maskedFrame(opcodes.pong, payload));
    if (opcode !== opcodes.text) return;
    const message = JSON.parse(payload.toString()) as Downstream;
    if (message.type === 'heartbeat') this.#beats.push(message.cursor.length);
    else this.#answered(message.type === 'hello' || message.type === 'ack', payload);
  }

  #answered(expected: boolean, body: Buffer): void {
    if (expected) this.#heard(body.toString());
    else this.#failed(new Error(`Expected an acknowledgement; got ${body.toString().slice(0, 200)}`));
  }
}
