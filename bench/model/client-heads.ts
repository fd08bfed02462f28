import type { TransportName } from '../../server/stream/protocol.ts';
import { byteLength, type Fields, requestHead } from './http-head.ts';

/** Bytes that a client sends to open a stream, and with every poll. */
export interface ClientHeads {
  /** The first request, without the cursor that it may carry. */
  readonly opening: number;
  /** Every further request of the two polling transports, without its cursor; 0 for the others. */
  readonly question: number;
}

/** What makes the requests of one reader differ from another's. */
export interface Reader {
  /** `Host`, with the port. */
  readonly host: string;
  /** Prefix of every path, where a proxy has put the lab below one. */
  readonly prefix?: string;
  /** Seconds that a long poll asks to be held. */
  readonly hold: number;
  /** Fields of every request besides `Host`, by transport. */
  readonly fields: (transport: TransportName) => Fields;
  /** Query of the opening; a cursor follows its `after=`. */
  readonly opening: string;
  /** The transport of the opening: browsers of this lab get their hello from `polling`. */
  readonly openingOf: (transport: TransportName) => TransportName;
}

const questions: Readonly<Record<TransportName, (hold: number) => string | undefined>> = {
  polling: () => '?after=',
  'long-polling': (hold) => `?after=&hold=${hold}`,
  sse: () => undefined,
  websocket: () => undefined,
};

/** Sizes of a reader's heads, from their actual text. */
export function headsOf(reader: Reader, transport: TransportName): ClientHeads {
  const size = (path: TransportName, query: string) =>
    byteLength(requestHead('GET', `${reader.prefix ?? ''}/stream/${path}${query}`, [['Host', reader.host], ...reader.fields(transport)]));
  const question = questions[transport](reader.hold);
  return { opening: size(reader.openingOf(transport), reader.opening), question: question === undefined ? 0 : size(transport, question) };
}

const upgradeFields: Fields = [
  ['Connection', 'Upgrade'],
  ['Upgrade', 'websocket'],
  ['Sec-WebSocket-Version', '13'],
  ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
];

/** The least that RFC 9112 and RFC 6455 require: what a raw client of the bench sends. */
export const bareReader = (host: string, hold = 25): Reader => ({
  host,
  hold,
  fields: (transport) => (transport === 'websocket' ? upgradeFields : []),
  opening: '',
  openingOf: (transport) => (transport === 'long-polling' ? 'polling' : transport),
});

const agent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36';
const brands = '"Not:A-Brand";v="8", "Chromium";v="156"';
const languages: Fields = [
  ['Accept-Encoding', 'gzip, deflate, br, zstd'],
  ['Accept-Language', 'en-US,en;q=0.9'],
];
const noCache: Fields = [
  ['Pragma', 'no-cache'],
  ['Cache-Control', 'no-cache'],
];

/**
 * What Chromium 156 sent with this lab's client library, read at a socket: fetch with `cache: 'no-store'`, EventSource and WebSocket. No cookies.
 * @param page path of the page, for its Referer @param scheme of the page
 */
export const chromiumReader = (host: string, page = '/', hold = 25, scheme: 'http' | 'https' = 'http'): Reader => ({
  ...bareReader(host, hold),
  fields: (transport) =>
    transport === 'websocket'
      ? chromiumUpgrade(`${scheme}://${host}`)
      : chromiumFetch(`${scheme}://${host}${page}`, transport === 'sse' ? 'text/event-stream' : '*/*'),
});

const chromiumFetch = (page: string, accept: string): Fields => [
  ['Connection', 'keep-alive'],
  ...noCache,
  ['sec-ch-ua-platform', '"Linux"'],
  ['User-Agent', agent],
  ['sec-ch-ua', brands],
  ['sec-ch-ua-mobile', '?0'],
  ['Accept', accept],
  ['Sec-Fetch-Site', 'same-origin'],
  ['Sec-Fetch-Mode', 'cors'],
  ['Sec-Fetch-Dest', 'empty'],
  ['Referer', page],
  ...languages,
];

const chromiumUpgrade = (origin: string): Fields => [
  ...noCache,
  ['User-Agent', agent],
  ['Origin', origin],
  ...languages,
  ...upgradeFields,
  ['Sec-WebSocket-Extensions', 'permessage-deflate; client_max_window_bits'],
];
