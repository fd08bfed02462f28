import type { IncomingMessage } from 'node:http';
import { constants, createBrotliDecompress, createUnzip } from 'node:zlib';
import { messageOf } from '../../server/lab/processes/failure.ts';
import { Assembler } from '../arms/assembler.ts';
import { type AnswerHead, fieldOf } from '../arms/http-answer.ts';
import type { StreamSpeech } from '../dialects/dialect.ts';
import type { Fields } from '../model/index.ts';
import { ask, plainHead, unreachable } from './ask.ts';
import { type Endpoint, withoutNames } from './endpoint.ts';
import { markBook } from './marks.ts';
import { HeardEvents } from './watch/heard-events.ts';
import { CheckError } from './watch/place.ts';

/** Bytes: what does not end is not kept. */
const longestEvent = 2 ** 20;

/** Bytes of a stream that are read at most, and what is said of one that has more. */
export const longestStream = 64 * 2 ** 20;
export const tooMuch = `Expected a stream that is quiet enough to be judged; got ${longestStream / 2 ** 20} MiB.`;

/** @returns the place behind the event that begins at `from`, or `from` as long as it is not complete: an empty line ends it, in any of three ways (HTML standard, 9.2.5) */
function readEvent(data: Buffer, from: number, take: (event: Buffer) => void): number {
  const ends = ['\n\n', '\r\n\r\n', '\r\r'].map((end) => ({ at: data.indexOf(end, from), length: end.length })).filter(({ at }) => at >= 0);
  const first = ends.sort((one, other) => one.at - other.at)[0];
  if (!first) {
    if (data.byteLength - from <= longestEvent) return from;
    throw new CheckError(`Expected events below ${longestEvent / 2 ** 20} MiB; got one that does not end. End each with an empty line.`);
  }
  take(data.subarray(from, first.at));
  return first.at + first.length;
}

/** The body as it was before somebody compressed it. */
export function decoded(message: IncomingMessage, head: AnswerHead): NodeJS.ReadableStream {
  const encoding = fieldOf(head, 'content-encoding') ?? 'identity';
  if (encoding === 'identity') return message;
  const flush = { flush: constants.BROTLI_OPERATION_FLUSH };
  const decoder = encoding === 'br' ? createBrotliDecompress(flush) : ['gzip', 'deflate', 'x-gzip'].includes(encoding) ? createUnzip() : undefined;
  if (!decoder) throw new CheckError(`Expected gzip, deflate or br; got Content-Encoding: ${encoding}, which was not asked for.`);
  message.on('error', (error) => decoder.destroy(error));
  return message.pipe(decoder);
}

function follow(heard: HeardEvents<Buffer>, head: AnswerHead, message: IncomingMessage, stop: () => void): void {
  const events = new Assembler();
  let bytes = 0;
  const fail = (error: Error) => {
    heard.fail(error);
    stop();
  };
  message.on('data', () => heard.byte());
  message.once('close', () => heard.end(message.complete ? 'ended the stream' : 'cut the connection'));
  const body = decoded(message, head);
  body.on('error', (error: Error) => {
    if (!message.destroyed && message.complete) fail(new CheckError(`Expected a body that can be decompressed; got: ${error.message}.`));
  });
  body.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    try {
      if (bytes > longestStream) throw new CheckError(tooMuch);
      events.feed(chunk, (data, from) => readEvent(data, from, (event) => heard.event(event)));
      heard.changes.tell();
    } catch (error) {
      fail(error instanceof CheckError ? error : new CheckError(messageOf(error)));
    }
  });
}

/** Opens it as `EventSource` would. @param more further fields */
export function openEventStream(endpoint: Endpoint, speech: StreamSpeech, epoch: string, cursor?: string, more: Fields = []): HeardEvents<Buffer> {
  const { url, fields } = endpoint;
  const heard = new HeardEvents<Buffer>(speech, markBook(epoch), cursor);
  const request = speech.ask(url.pathname + url.search, cursor);
  const accepts = request.fields.some(([name]) => name === 'Accept') ? [] : [['Accept', 'text/event-stream'] as const];
  const all = [...request.fields, ...accepts, ['Cache-Control', 'no-cache'] as const, ...more, ...withoutNames(fields, more)];
  heard.cut = ask(
    { url, path: request.path, fields: all },
    {
      answered(head, message) {
        message.on('error', () => {});
        heard.began(plainHead(head));
        try {
          follow(heard, head, message, () => message.destroy());
        } catch (error) {
          heard.fail(error instanceof Error ? error : new Error(String(error)));
          message.destroy();
        }
      },
      failed: (error) => heard.fail(unreachable(url, error)),
    },
  );
  return heard;
}
