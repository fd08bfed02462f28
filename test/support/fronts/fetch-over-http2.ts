import { once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants, type IncomingHttpHeaders } from 'node:http2';

/** A `fetch` that speaks HTTP/2 over TLS without a further package; Node's own does not. */
export interface Http2Fetch {
  readonly fetch: typeof globalThis.fetch;
  /** Requests that were answered over HTTP/2. */
  readonly answered: number;
  close(): void;
}

/** @param ca the certificate of the server, for `localhost` */
export function fetchOverHttp2(ca: Buffer): Http2Fetch {
  let session: ClientHttp2Session | undefined;
  let answered = 0;
  const sessionTo = (origin: string): ClientHttp2Session => {
    // After a GOAWAY a session is closed: running requests continue, and no new ones begin.
    if (session && !session.closed && !session.destroyed) return session;
    const made = connect(origin, { ca, servername: 'localhost' });
    session = made;
    made.on('error', () => {});
    made.on('goaway', () => made.close());
    return made;
  };
  const request = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input);
    const signal = init.signal ?? undefined;
    signal?.throwIfAborted();
    const own = { ':method': init.method ?? 'GET', ':path': url.pathname + url.search, ...Object.fromEntries(new Headers(init.headers)) };
    const used = sessionTo(url.origin);
    const stream = used.request(own);
    const abort = () => {
      stream.close(constants.NGHTTP2_CANCEL);
      requireAlive(used);
    };
    signal?.addEventListener('abort', abort);
    stream.on('error', () => {}).on('close', () => signal?.removeEventListener('abort', abort));
    stream.end(typeof init.body === 'string' ? init.body : undefined);
    const headers = await headersOf(stream, signal);
    answered += 1;
    return responseOf(stream, headers, url);
  };
  return {
    fetch: request,
    get answered() {
      return answered;
    },
    close: () => session?.destroy(),
  };
}

/** Milliseconds for the answer to a ping, on a busy machine. */
const pingPatience = 5_000;

/** Sessions whose ping has not been answered yet. */
const asked = new WeakSet<ClientHttp2Session>();

/**
 * A request may have been aborted because its connection is dead. A connection that answers no ping is closed, as browsers do; otherwise later
 * requests would use it too.
 */
function requireAlive(session: ClientHttp2Session): void {
  if (session.closed || session.destroyed || asked.has(session)) return;
  asked.add(session);
  const late = setTimeout(() => session.destroy(), pingPatience);
  const over = () => {
    clearTimeout(late);
    asked.delete(session);
    session.off('close', over);
  };
  session.once('close', over);
  session.ping(over);
}

async function headersOf(stream: ClientHttp2Stream, signal: AbortSignal | undefined): Promise<IncomingHttpHeaders> {
  const gone = new AbortController();
  stream.once('close', () => gone.abort());
  try {
    const [headers] = (await once(stream, 'response', { signal: gone.signal })) as [IncomingHttpHeaders];
    return headers;
  } catch (error) {
    signal?.throwIfAborted();
    // The same error as from Node's fetch.
    throw new TypeError('fetch failed', { cause: error });
  }
}

function responseOf(stream: ClientHttp2Stream, headers: IncomingHttpHeaders, url: URL): Response {
  const status = Number(headers[':status']);
  const fields = new Headers(
    Object.entries(headers).flatMap(([name, value]) => (name.startsWith(':') ? [] : [[name, String(value)]])) as [string, string][],
  );
  const isEmpty = status === 204 || status === 304;
  if (isEmpty) stream.resume();
  const response = new Response(isEmpty ? null : bodyOf(stream), { status, headers: fields });
  // The constructor of Response leaves the URL empty.
  return Object.defineProperty(response, 'url', { value: url.href });
}

const bodyOf = (stream: ClientHttp2Stream): ReadableStream<Uint8Array> => {
  let ended = false;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      stream.on('data', (bytes: Buffer) => ended || controller.enqueue(new Uint8Array(bytes)));
      const end = (broken: boolean) => {
        if (ended) return;
        ended = true;
        if (broken) controller.error(new TypeError('terminated'));
        else controller.close();
      };
      stream.on('end', () => end(stream.rstCode !== constants.NGHTTP2_NO_ERROR || stream.aborted));
      stream.on('aborted', () => end(true)).on('close', () => end(true));
    },
    cancel() {
      ended = true;
      stream.close(constants.NGHTTP2_CANCEL);
    },
  });
};
