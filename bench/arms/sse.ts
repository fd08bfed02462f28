import type { Arm } from './arm.ts';
import { EventStreamClient } from './event-stream-client.ts';
import type { AnswerHead } from './http-answer.ts';
import { fieldsOf, textOf } from './json-fields.ts';
import { NotificationReader } from './notification-reader.ts';
import { ask } from './requests.ts';

/** Length of `data: `, behind which the value starts. */
const dataField = 6;

/** The server holds the cursor. A client that comes back presents its last id. */
class SseClient extends EventStreamClient {
  readonly #reader = new NotificationReader(this.ledger, this.meter, this.options.after);

  protected request(): string {
    const { cursor } = this.#reader;
    this.meter.census.opening(cursor);
    return ask(this.target, 'sse', cursor === undefined ? 'sse' : `sse?after=${cursor}`);
  }

  protected headed({ status, end }: AnswerHead, data: Buffer): void {
    if (status !== 200) throw new Error(`Expected an event stream; got ${status} ${data.toString('utf8', end).slice(0, 200)}`);
  }

  protected event(data: Buffer, from: number): number {
    const end = data.indexOf('\n\n', from);
    if (end < 0) return from;
    // Only a notification begins with the field `id`.
    if (data[from] === 0x69) this.#reader.take(data.subarray(data.indexOf(0x0a, from) + 1 + dataField, end));
    else this.#control(data.toString('utf8', from, end).split('\n'));
    return end + 2;
  }

  protected override sized(length: number): void {
    this.meter.census.chunk(length);
  }

  #control(lines: readonly string[]): void {
    const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
    const [json, id] = [field('data'), field('id')];
    const event = field('event');
    if (event === 'hello') {
      const cursor = textOf(fieldsOf(json), 'cursor');
      this.meter.census.hello(cursor, id !== '');
      this.#reader.begin(cursor);
      this.begun();
    } else if (event === 'gap') this.#reader.skip(textOf(fieldsOf(json), 'to'), Buffer.byteLength(json));
    else if (event === 'heartbeat') this.#reader.beat(id);
    else throw new Error(`Expected hello, gap or heartbeat; got ${JSON.stringify(lines.join('\n').slice(0, 80))}.`);
  }
}

export const sse: Arm = { name: 'sse', resumes: true, open: (...given) => new SseClient(...given) };
