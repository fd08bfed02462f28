/** The head of a response (RFC 9112 section 4), as much as a reader of this lab needs. */
export interface AnswerHead {
  readonly status: number;
  /** Of the body; 0 if the head tells none. */
  readonly length: number;
  readonly isChunked: boolean;
  /** The place behind the empty line. */
  readonly end: number;
}

/** @returns `undefined` as long as the head is not complete */
export function readHead(data: Buffer, from: number): AnswerHead | undefined {
  const empty = data.indexOf('\r\n\r\n', from);
  if (empty < 0) return undefined;
  const head = data.toString('latin1', from, empty + 2);
  const length = /\r\ncontent-length: *(\d+)\r\n/i.exec(head)?.[1];
  return {
    status: Number(head.slice(9, 12)),
    length: Number(length ?? 0),
    isChunked: /\r\ntransfer-encoding: *chunked\r\n/i.test(head),
    end: empty + 4,
  };
}

/** A whole response. The body is a view of the chunk it came in. */
export interface HttpAnswer {
  readonly status: number;
  readonly headBytes: number;
  readonly body: Buffer;
}

/** @returns the place behind the response that starts at `from`, or `from` as long as it is not complete */
export function readAnswer(data: Buffer, from: number, take: (answer: HttpAnswer) => void): number {
  const head = readHead(data, from);
  if (!head || data.byteLength < head.end + head.length) return from;
  const end = head.end + head.length;
  take({ status: head.status, headBytes: head.end - from, body: data.subarray(head.end, end) });
  return end;
}
