import { type Book, Heard } from '../../../bench/check/watch/heard.ts';
import { CheckError } from '../../../bench/check/watch/place.ts';
import type { Request } from './request.ts';
import { textDialect } from './speech.ts';

/** A WebSocket in a page: the browser handles frames, pings and header fields. */
export class PageSocket extends Heard<string> {
  /** Extensions that were chosen, with their parameters. */
  extensions = '';
  /** Sends a Close frame, and waits for the answer. */
  close: () => void = () => {};
}

/** @param cursor of the last message that came */
export function openSocket(request: Request, book: Book<string>, cursor?: string): PageSocket {
  const speech = textDialect(request.dialect, 'websocket');
  const heard = new PageSocket(speech, book, cursor);
  const { url } = speech.ask(request.url, cursor);
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  heard.cut = heard.close = () => socket.close(1000);
  socket.onopen = () => {
    heard.extensions = socket.extensions;
    heard.began({ status: 101, fields: {} });
  };
  socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
    heard.message(typeof data === 'string' ? data : new TextDecoder().decode(data));
    heard.byte();
  };
  socket.onclose = ({ code }) => {
    heard.closeCode = code;
    if (heard.head) heard.end(code === 1006 ? 'cut the connection' : `closed it with ${code}`);
    else heard.fail(unopened(url));
  };
  return heard;
}

const unopened = (url: URL): CheckError =>
  new CheckError(
    `Expected a WebSocket at ${url.href}; the browser could not open one, and does not tell a page why. Look at the console, and whether the server runs and allows the origin ${location.origin}.`,
  );
