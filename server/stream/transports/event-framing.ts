import type { Framing } from '../delivery/framing.ts';
import type { PeerError } from '../problem.ts';

/** Joins the pieces of one write, which are never empty together. */
type Join = (pieces: readonly Buffer[]) => Buffer;

export interface EventFraming extends Framing {
  /** The event that says why the server ends the stream. */
  end(why: PeerError): Buffer;
}

const between = Buffer.from('\ndata: ');
const blank = Buffer.from('\n\n');

/** Milliseconds that a browser waits before it reconnects. Random, so that browsers do not all reconnect at once. */
const drawRetry = () => 1_000 + Math.floor(Math.random() * 2_000);

/** Writes events (HTML standard, section 9.2.5). Our JSON has no line breaks, so one `data:` line is enough. */
const eventsIn = (join: Join): EventFraming => ({
  notifications: (entries) => join(entries.flatMap(({ id, json }) => [Buffer.from(`id: ${id}`), between, json, blank])),
  hello(hello, gapFollows) {
    const id = gapFollows ? '' : `id: ${hello.cursor}\n`;
    return join([Buffer.from(`retry: ${drawRetry()}\nevent: hello\n${id}data: ${JSON.stringify(hello)}\n\n`)]);
  },
  gap: (gap) => join([Buffer.from(`event: gap\nid: ${gap.to}\ndata: ${JSON.stringify(gap)}\n\n`)]),
  heartbeat: (cursor) => join([Buffer.from(`event: heartbeat\nid: ${cursor}\ndata: {}\n\n`)]),
  end({ code, message }) {
    return join([Buffer.from(`event: end\ndata: ${JSON.stringify({ code, message })}\n\n`)]);
  },
});

const crlf = Buffer.from('\r\n');

/** A chunk of RFC 9112 section 7.1: the size in hexadecimal, the bytes, and the end of the line. */
function chunk(pieces: readonly Buffer[]): Buffer {
  const size = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return Buffer.concat([Buffer.from(`${size.toString(16)}\r\n`), ...pieces, crlf]);
}

/** For HTTP/1.1: every write is one chunk, built with the batch and shared by its readers. */
export const chunkedEvents: EventFraming = eventsIn(chunk);

/** For HTTP/1.0, which has no chunks. */
export const plainEvents: EventFraming = eventsIn(Buffer.concat);

/** The last chunk, without trailers: the body is complete (RFC 9112 section 7.1). */
export const lastChunk = '0\r\n\r\n';
