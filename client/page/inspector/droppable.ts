import type { Part } from '../../../server/apparatus/telemetry/anatomy.ts';
import type { Direction } from './dissection.ts';

const byBrowser =
  'Yes, if the client were yours: a browser sends it with every request, asked or not. HTTP/2 would send a repetition in a byte or two.';

/** Field by field, where there is more to say than of its kind. */
const requestFields: Readonly<Record<string, string>> = {
  'request line': 'No, but it could be shorter: path and cursor are ours.',
  host: 'No: HTTP/1.1 demands it.',
  'blank line': 'No: it ends the head.',
  connection: 'On HTTP/1.1 keep-alive needs no words; an upgrade does.',
  cookie: 'Yes: set it for another path, or serve the stream from a name without cookies.',
  'last-event-id': 'No: it is the cursor. Without it a cut would lose messages.',
  upgrade: 'No: it is the question.',
  'sec-websocket-key': 'No: RFC 6455 demands it.',
  'sec-websocket-version': 'No: RFC 6455 demands it.',
  'sec-websocket-extensions': 'Yes: it offers a compression that this lab declines.',
  origin: 'No: it keeps foreign pages from opening your socket.',
};

const responseFields: Readonly<Record<string, string>> = {
  'status line': 'No, except for its reason phrase.',
  'blank line': 'No: it ends the head.',
  date: 'A server without a clock may leave it out; all others must send it (RFC 9110 section 6.6.1).',
  'keep-alive': 'Yes: the client would find out when the connection ends.',
  connection: 'On HTTP/1.1 keep-alive needs no words; close and Upgrade do.',
  'cache-control': 'No: a cache on the way would answer instead of the server.',
  'content-type': 'A client that knows what comes needs none; an EventSource refuses a stream without.',
  'content-length': 'No, unless the body comes in chunks: somebody has to say where it ends.',
  'transfer-encoding': 'No: without it the end of the connection would be the end of the stream, and a cut would look like one.',
  'x-accel-buffering': 'Yes, where no nginx is in between.',
  upgrade: 'No: it is the answer.',
  'sec-websocket-accept': 'No: RFC 6455 demands it.',
};

const framing: Readonly<Record<string, string>> = {
  'id:':
    'Only if messages may be lost: it is what the browser presents after a cut. The JSON repeats it, which is the price of one text on all transports.',
  'retry:': 'Yes: then each browser takes its own, 3 or 5 s, and all readers come back in one instant.',
  'chunk size': 'Not where a cut has to be told from the end. What is written at once shares it.',
  'chunk end': 'No: the format of chunks has it.',
  'last chunk': 'No: without it the goodbye would be a cut.',
  'event:': 'Not for hello, gap and heartbeat: it tells them from notifications.',
  'masking key': 'No: a browser must mask, or a proxy could be made to store what a page sends as somebody else’s answer.',
  cursor: 'Only by a server that remembers each reader.',
  hello: 'No: a reader that is cut off before its first message resumes from here.',
  heartbeat: 'Only if silence and death may look alike.',
  ping: 'Only if silence and death may look alike.',
  pong: 'Only if silence and death may look alike.',
  gap: 'No: without it the loss would be silent.',
};

/** Could this be dropped? In a sentence. */
export function droppable({ kind, name }: Part, direction: Direction): string {
  const word = name.toLowerCase();
  if (kind === 'payload') return 'No: this is what somebody waits for.';
  if (kind === 'headers')
    return direction === 'up' ? (requestFields[word] ?? byBrowser) : (responseFields[word] ?? 'Yes, if nobody on the way reads it.');
  return framing[word] ?? 'No: without it nobody would know where one thing ends and the next begins.';
}
