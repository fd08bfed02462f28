import type { Arm } from './arm.ts';
import { Assembler } from './assembler.ts';
import { Chunks } from './chunks.ts';
import type { Line } from './connection.ts';
import { readHead } from './http-answer.ts';
import { fieldsOf, textOf } from './json-fields.ts';
import { PushedClient } from './pushed-client.ts';
import { ask } from './requests.ts';

/** `data: `: where its value starts. */
const dataField = 6;

/** The server holds the cursor; a client that comes back presents the last one. */
class SseClient extends PushedClient {
  #headed = false;
  /** `undefined` if the body comes without: not from the lab, but from a proxy in between. */
  #chunks: Chunks | undefined;
  #events = new Assembler();

  protected greet(line: Line): void {
    this.#headed = false;
    this.#events = new Assembler();
    const request = ask(this.target, 'sse', this.cursor === undefined ? 'sse' : `sse?after=${this.cursor}`);
    this.meter.census.opening(this.cursor);
    line.send(request, request.length);
  }

  protected parse(data: Buffer, from: number): number {
    if (!this.#headed) return this.#head(data, from);
    return this.#chunks ? this.#chunks.read(data, from, this.#feed, this.#sized) : this.#event(data, from);
  }

  readonly #event = (data: Buffer, from: number): number => {
    const end = data.indexOf('\n\n', from);
    if (end < 0) return from;
    // A notification is the only event that begins with its id.
    if (data[from] === 0x69) this.take(data.subarray(data.indexOf(0x0a, from) + 1 + dataField, end));
    else this.#control(data.toString('utf8', from, end).split('\n'));
    return end + 2;
  };

  readonly #feed = (bytes: Buffer): void => this.#events.feed(bytes, this.#event);
  readonly #sized = (length: number): void => this.meter.census.chunk(length);

  #head(data: Buffer, from: number): number {
    const head = readHead(data, from);
    if (!head) return from;
    if (head.status !== 200) throw new Error(`Expected an event stream; got ${head.status} ${data.toString('utf8', head.end).slice(0, 200)}`);
    this.#headed = true;
    this.#chunks = head.isChunked ? new Chunks() : undefined;
    this.meter.head(head.end - from);
    return head.end;
  }

  #control(lines: readonly string[]): void {
    const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
    const [json, id] = [field('data'), field('id')];
    const event = field('event');
    if (event === 'hello') {
      const cursor = textOf(fieldsOf(json), 'cursor');
      this.meter.census.hello(cursor, id !== '');
      this.begun(cursor);
    } else if (event === 'gap') this.skip(textOf(fieldsOf(json), 'to'), Buffer.byteLength(json));
    else if (event === 'heartbeat') this.beat(id);
    else throw new Error(`Expected hello, gap or heartbeat; got ${JSON.stringify(lines.join('\n').slice(0, 80))}.`);
  }
}

export const sse: Arm = { name: 'sse', resumes: true, open: (...given) => new SseClient(...given) };
