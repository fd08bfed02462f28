import { lineEnd, startsWith, type Take, textOf } from './part.ts';

export const isRequest = (bytes: Uint8Array): boolean => startsWith(bytes, 0, 'GET ');
export const isResponse = (bytes: Uint8Array): boolean => startsWith(bytes, 0, 'HTTP/1.');

/** Of a response whose status line is there. */
export const statusOf = (bytes: Uint8Array): number => Number(textOf(bytes, 9, 12));

const startLines = {
  request: {
    name: 'request line',
    explanation: 'Method, path and version (RFC 9112 section 3). The cursor is in the path: the client tells what it has already.',
  },
  response: { name: 'status line', explanation: 'Version, status and reason (RFC 9112 section 4).' },
} as const;

/** Why a field is there. What is not in the list is a browser's or a proxy's own business. */
const fields: Readonly<Record<string, string>> = {
  host: 'Which server is meant. The only field that HTTP/1.1 demands; the lab refuses names that are not its own.',
  connection: 'keep-alive: the connection serves the next question too. close: it ends with this answer. Upgrade: it becomes something else.',
  'keep-alive': 'How many seconds the server keeps the connection open while nobody asks.',
  upgrade: 'The protocol that the connection changes to.',
  'sec-websocket-key': 'A random value; the answer must prove that the server read it (RFC 6455 section 4.1).',
  'sec-websocket-accept': 'SHA-1 of the key and a fixed text: a server that does not know WebSocket cannot give it (RFC 6455 section 4.2.2).',
  'sec-websocket-version': 'Always 13.',
  'sec-websocket-extensions': 'Offers compression. The lab does not take it: without it one frame is the same bytes for all readers.',
  'content-type': 'What the body is.',
  'content-length': 'Bytes of the body: where this answer ends and the next may begin.',
  'transfer-encoding': 'chunked: the body comes in pieces that each say how long they are, and the last one says that it is the last.',
  'cache-control': 'no-store: no cache on the way may keep this answer.',
  'x-accel-buffering': 'Tells nginx and its kin not to hold the stream back.',
  date: 'When the server answered.',
  accept: 'What kinds of answer the client takes.',
  'accept-encoding': 'Compressions that the client understands. The lab uses none here.',
  'accept-language': 'Languages of the visitor. Sent with every question, and of no use here.',
  'user-agent': 'Which browser asks. Sent with every question.',
  referer: 'The page that asks.',
  origin: 'The origin of the page that asks; the browser writes it, and a page cannot change it.',
  cookie: 'Goes with every request to this origin: a poll pays for it each time, a stream once. Its value is masked here.',
  authorization: 'Who asks. Its value is masked here.',
  'last-event-id': 'Where an EventSource goes on after a cut: the last `id:` that it has read. The browser adds it by itself.',
  'sec-fetch-site': 'Whether page and server are of one site; from the browser, for the server to decide by.',
};

/** Takes a head apart. @returns the place behind its empty line, or the end */
export function headParts(side: 'request' | 'response', bytes: Uint8Array, take: Take): number {
  let from = lineEnd(bytes, 0);
  take({ from: 0, to: from, kind: 'headers', ...startLines[side] });
  while (from < bytes.length) {
    const to = lineEnd(bytes, from);
    if (startsWith(bytes, from, '\r\n') || to === from + 1) {
      take({ from, to, kind: 'headers', name: 'blank line', explanation: 'The head ends here.' });
      return to;
    }
    const colon = bytes.indexOf(0x3a, from);
    const name = textOf(bytes, from, colon < 0 || colon > to ? to : colon);
    const explanation = fields[name.toLowerCase()];
    take({ from, to, kind: 'headers', name, ...(explanation && { explanation }) });
    from = to;
  }
  return from;
}
