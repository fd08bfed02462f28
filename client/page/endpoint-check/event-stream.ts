import type { Book } from '../../../bench/check/watch/heard.ts';
import { HeardEvents } from '../../../bench/check/watch/heard-events.ts';
import { CheckError } from '../../../bench/check/watch/place.ts';
import { ask, headOf, unreadable } from './answers.ts';
import type { Request } from './request.ts';
import { textDialect } from './speech.ts';

/** Characters of an event at most, so that an endless one does not fill the memory. */
const longestEvent = 2 ** 20;
/** An empty line ends an event, in any of three ways (HTML standard, 9.2.5). */
const emptyLine = /\r\n\r\n|\n\n|\r\r/;

async function read(heard: HeardEvents<string>, body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
  let rest = '';
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    const [last = '', ...events] = (rest + chunk.value).split(emptyLine).reverse();
    rest = last;
    if (rest.length > longestEvent) throw new CheckError('Expected events below 1 MiB; got one that does not end. End each with an empty line.');
    for (const event of events.reverse()) heard.event(event);
    heard.byte();
  }
  heard.end('ended the stream');
}

/** Opens it with fetch, to see more than EventSource shows: heads, ids and comments. @param cursor of the last event that came */
export function openEventStream(request: Request, book: Book<string>, cursor?: string): HeardEvents<string> {
  const speech = textDialect(request.dialect, 'sse');
  const heard = new HeardEvents<string>(speech, book, cursor);
  const { url, headers } = speech.ask(request.url, cursor);
  const giveUp = new AbortController();
  heard.cut = () => giveUp.abort();
  const follow = async () => {
    const answer = await ask(url, { ...request.headers, ...headers, Accept: 'text/event-stream' }, giveUp.signal);
    heard.began(headOf(answer));
    if (answer.body) await read(heard, answer.body);
  };
  follow().catch((error: unknown) => {
    if (giveUp.signal.aborted || (heard.head && !(error instanceof CheckError))) heard.end('cut the connection');
    else heard.fail(unreadable(url, error, { ...request.headers, ...headers }));
    giveUp.abort();
  });
  return heard;
}
