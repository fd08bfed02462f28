import type { Downstream } from '../../server/stream/protocol.ts';
import type { Arm } from './arm.ts';
import type { AnswerHead } from './http-answer.ts';
import { NotificationReader } from './notification-reader.ts';
import { ask } from './requests.ts';
import { WebSocketClient } from './websocket-client.ts';

/** A gap has this many bytes more here than over sse, where `type` is the event's name. */
const gapType = '"type":"gap",'.length;

/** One upgraded connection, with a frame for each notification. */
class LabWebSocketClient extends WebSocketClient {
  readonly #reader = new NotificationReader(this.ledger, this.meter, this.options.after);

  protected request(): string {
    const { cursor } = this.#reader;
    this.meter.census.opening(cursor);
    return ask(this.target, 'websocket', cursor === undefined ? 'websocket' : `websocket?after=${cursor}`);
  }

  protected headed({ status, end }: AnswerHead, data: Buffer): void {
    if (status !== 101) throw new Error(`Expected 101; got ${status} ${data.toString('utf8', end).slice(0, 200)}`);
  }

  protected message(payload: Buffer): void {
    // Only a notification begins with its id: `{"i`.
    if (payload[2] === 0x69) this.#reader.take(payload);
    else this.#control(payload);
  }

  #control(payload: Buffer): void {
    const message = JSON.parse(payload.toString()) as Downstream;
    if (message.type === 'hello') {
      this.meter.census.hello(message.cursor);
      this.#reader.begin(message.cursor);
      this.begun();
    } else if (message.type === 'gap') this.#reader.skip(message.to, payload.byteLength - gapType);
    else if (message.type === 'heartbeat') this.#reader.beat(message.cursor);
    else throw new Error(`Expected hello, gap or heartbeat; got ${payload.toString().slice(0, 80)}.`);
  }
}

export const websocket: Arm = { name: 'websocket', resumes: true, open: (...given) => new LabWebSocketClient(...given) };
