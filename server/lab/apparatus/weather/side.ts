import type { ByteCount } from './conditions.ts';
import type { HttpMessages, Reading } from './http-messages.ts';
import type { Line } from './line.ts';

/** One side of a connection: its line, what its messages are, and how many bytes it took. */
export class Side {
  readonly line: Line;
  readonly messages: HttpMessages;
  total = 0;
  heads = 0;

  constructor(line: Line, messages: HttpMessages) {
    this.line = line;
    this.messages = messages;
  }

  /** @returns what the bytes are, and how many messages have begun in them */
  read(bytes: Buffer): Reading & { readonly begun: number } {
    const before = this.messages.count;
    const reading = this.messages.read(bytes);
    this.total += bytes.byteLength;
    this.heads += reading.heads;
    return { ...reading, begun: this.messages.count - before };
  }

  get count(): ByteCount {
    return { total: this.total, heads: this.heads };
  }
}
