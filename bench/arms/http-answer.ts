/** The head of a response (RFC 9112 section 4): the parts that a reader needs. */
export interface AnswerHead {
  readonly status: number;
  /** HTTP version, such as `1.1`. */
  readonly version: string;
  /** Bytes of the body; 0 if the head does not say. */
  readonly length: number;
  readonly hasLength: boolean;
  readonly isChunked: boolean;
  /** Start line and fields, each with its line end. */
  readonly text: string;
  /** The place behind the empty line. */
  readonly end: number;
}

/** Bytes of a head and of a body at most: longer ones are refused. */
const longestHead = 64 * 1024;
const longestBody = 16 * 1024 * 1024;

/** @returns `undefined` if the head is incomplete @throws Error if it does not end */
export function readHead(data: Buffer, from: number): AnswerHead | undefined {
  const empty = data.indexOf('\r\n\r\n', from);
  if (empty < 0) {
    if (data.byteLength - from > longestHead)
      throw new Error(`Expected the head of an HTTP answer; got ${data.byteLength - from} bytes without its end.`);
    return undefined;
  }
  const text = data.toString('latin1', from, empty + 2);
  const length = /\r\ncontent-length: *(\d+)\r\n/i.exec(text)?.[1];
  return {
    status: Number(text.slice(9, 12)),
    version: text.slice(5, 8),
    length: Number(length ?? 0),
    hasLength: length !== undefined,
    isChunked: /\r\ntransfer-encoding: *chunked\r\n/i.test(text),
    text,
    end: empty + 4,
  };
}

/** A field of a head. @param name in lower case */
export function fieldOf({ text }: Pick<AnswerHead, 'text'>, name: string): string | undefined {
  const start = text.toLowerCase().indexOf(`\r\n${name}:`);
  return start < 0 ? undefined : text.slice(start + name.length + 3, text.indexOf('\r\n', start + 2)).trim();
}

/** Milliseconds that a server asks clients to stay away: `Retry-After` is in seconds; 0 without it. */
export const awayOf = (head: Pick<AnswerHead, 'status' | 'text'>): number =>
  head.status === 503 ? 1_000 * Number(fieldOf(head, 'retry-after') ?? 0) : 0;

/** A whole response. The body is a view of the chunk it came in. */
export interface HttpAnswer extends AnswerHead {
  readonly headBytes: number;
  readonly body: Buffer;
}

/**
 * @param headed gets the head as soon as it is complete, possibly more than once, and can refuse an answer that never ends
 * @returns the place behind the response that starts at `from`, or `from` if it is incomplete
 * @throws Error if it is too long
 */
export function readAnswer(data: Buffer, from: number, take: (answer: HttpAnswer) => void, headed?: (head: AnswerHead) => void): number {
  const head = readHead(data, from);
  if (!head) return from;
  headed?.(head);
  const read = head.isChunked ? readChunks(data, head.end) : readLength(data, head);
  if (!read) {
    if (data.byteLength - from > longestBody) throw new Error(`Expected an answer below ${longestBody / 2 ** 20} MiB; got more.`);
    return from;
  }
  take({ ...head, headBytes: head.end - from, body: read.body });
  return read.end;
}

/** A 204 and a 304 have no body, whatever Content-Length says (RFC 9112, 6.3). */
function readLength(data: Buffer, { status, length, end }: AnswerHead): { body: Buffer; end: number } | undefined {
  const to = end + (status === 204 || status === 304 ? 0 : length);
  return data.byteLength < to ? undefined : { body: data.subarray(end, to), end: to };
}

/** All chunks of a body, without trailers (RFC 9112, 7.1). */
function readChunks(data: Buffer, from: number): { body: Buffer; end: number } | undefined {
  const parts: Buffer[] = [];
  for (let place = from; ; ) {
    const line = data.indexOf('\r\n', place);
    if (line < 0) return undefined;
    const length = Number.parseInt(data.toString('latin1', place, line), 16);
    if (!(length >= 0))
      throw new Error(`Expected the size of a chunk; got ${JSON.stringify(data.toString('latin1', place, Math.min(line, place + 80)))}.`);
    const end = line + 2 + length + 2;
    if (data.byteLength < end) return undefined;
    if (length === 0) return { body: Buffer.concat(parts), end };
    parts.push(data.subarray(line + 2, line + 2 + length));
    place = end;
  }
}
