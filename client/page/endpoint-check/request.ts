import { type Place, type Times, times } from '../../../bench/check/watch/place.ts';
import type { TransportName } from '../../../server/stream/protocol.ts';

/** The placeholder of the text by which the check recognises its notifications. */
export const markPlace = '{{mark}}';

/** How a server speaks, as far as a page can speak with it. */
export const dialects = ['plain', 'lab'] as const;
export type DialectName = (typeof dialects)[number];

/** What the visitor typed. */
export interface Typed {
  readonly kind: TransportName;
  readonly url: string;
  readonly dialect: DialectName;
  /** Where marks are published; empty: not at all. */
  readonly publish: string;
  readonly body: string;
  /** Lines such as `Authorization: Bearer abc`. */
  readonly headers: string;
  /** Seconds of silence to listen to. */
  readonly listen: number;
  /** Confirms that the visitor may test a server on another machine. */
  readonly own: boolean;
}

/** What is to be checked. */
export interface Request extends Place {
  readonly dialect: DialectName;
  readonly publish: URL | undefined;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly times: Times;
}

const schemesOf = (kind: TransportName): RegExp => (kind === 'websocket' ? /^wss?:$/ : /^https?:$/);

const isLoopback = ({ hostname }: URL): boolean => hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);

/** Fields that a page cannot set: the browser silently drops them (Fetch standard, "forbidden request-header"). */
const forbidden = /^(cookie|host|origin|referer|connection|content-length|accept-encoding|user-agent|sec-.*|proxy-.*)$/i;

/** @throws RangeError that says what was expected and what came */
function headersIn(text: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    const [, name = '', value = ''] = /^([\w!#$%&'*+.^`|~-]+): *(.*?)\s*$/.exec(line) ?? [];
    if (name === '') throw new RangeError(`Expected a header such as Authorization: Bearer abc; got ${JSON.stringify(line)}.`);
    if (forbidden.test(name))
      throw new RangeError(`Expected headers that a page may set; got ${name}, which the browser sets itself. The command can send it.`);
    headers[name] = value;
  }
  return headers;
}

function placeIn({ kind, url }: Typed): Place {
  const scheme = kind === 'websocket' ? 'ws://127.0.0.1:8080/socket' : 'http://127.0.0.1:8080/events';
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !schemesOf(kind).test(parsed.protocol) || parsed.username || parsed.hash) {
    throw new RangeError(`Expected a URL such as ${scheme}, without a user and a #; got ${JSON.stringify(url)}.`);
  }
  return { kind, url: parsed };
}

function publishIn({ publish, body }: Typed): URL | undefined {
  if (publish.trim() === '') return undefined;
  const url = URL.canParse(publish) ? new URL(publish) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username)
    throw new RangeError(`Expected a URL to publish to, such as http://127.0.0.1:8080/publish, or nothing; got ${JSON.stringify(publish)}.`);
  if (!body.includes(markPlace) && !decodeURI(url.href).includes(markPlace)) {
    throw new RangeError(
      `Expected ${markPlace} in the body or in the URL to publish to; got neither. It is where the check puts the text by which it knows its notifications.`,
    );
  }
  return url;
}

/** @param page the origin of this page, which needs no confirmation @throws RangeError that says what was expected and what came */
export function requestOf(typed: Typed, page: string): Request {
  const [place, publish, headers] = [placeIn(typed), publishIn(typed), headersIn(typed.headers)];
  if (typed.kind === 'websocket' && typed.headers.trim() !== '' && publish === undefined)
    throw new RangeError('Expected no headers: a page cannot set them on a WebSocket. The command can.');
  const foreign = [place.url, publish].find((url) => url && !isLoopback(url) && url.host !== new URL(page).host);
  if (foreign && !typed.own) throw new RangeError(`Expected a server of this machine, or a tick at "I may test this server"; got ${foreign.host}.`);
  return { ...place, dialect: typed.dialect, publish, body: typed.body, headers, times: { ...times, silence: typed.listen * 1_000 } };
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The command that also sees what a page cannot. */
export function commandFor({ kind, url, dialect, publish, body, headers }: Request): string {
  const fields = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  return [
    `npx transport-lab check ${quoted(`${kind}:${url.href}`)}`,
    ...(dialect === 'plain' ? [] : [`--dialect ${dialect}`]),
    ...(publish ? [`--publish ${quoted(`POST ${decodeURI(publish.href)}`)} --body ${quoted(body)}`] : []),
    ...fields,
  ].join(' ');
}
