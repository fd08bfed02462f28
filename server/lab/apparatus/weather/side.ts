import type { ByteCount } from './conditions.ts';
import type { HttpMessages } from './http-messages.ts';
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

  get count(): ByteCount {
    return { total: this.total, heads: this.heads };
  }
}
