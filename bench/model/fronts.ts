import type { FrontName } from '../result/vias.ts';
import { type BlockSizes, IndexingSizes, LiteralSizes } from './hpack.ts';
import { byteLength, type Fields, responseHead } from './http-head.ts';

/** A proxy in front of the lab, as far as its answers depend on it. */
export interface Front {
  readonly name: FrontName;
  /** As it tells in `Server`. */
  readonly version: string;
  /** Where it listens: Caddy tells that HTTP/3 is there as well. */
  readonly port: number;
}

/** IMF-fixdate has 29 characters on every day (RFC 9110, 5.6.7). */
const someDate = 'Sat, 01 Jan 2000 00:00:00 GMT';
const noStore = ['Cache-Control', 'no-store'] as const;
const json = (length: string): Fields => [
  ['Content-Type', 'application/json'],
  ['Content-Length', length],
];

type DateField = readonly ['Date', string];

/** What each proxy makes of the fields of a poll's answer over HTTP/1.1, read off the real ones. @param body fields of what the answer holds */
const answers: Readonly<Record<FrontName, (front: Front, body: Fields, date: DateField) => Fields>> = {
  nginx: ({ version }, body, date) => [['Server', `nginx/${version}`], date, ...body, ['Connection', 'keep-alive'], noStore],
  haproxy: (_front, body, date) => [noStore, ...body, date, ['Keep-Alive', 'timeout=75']],
  caddy: ({ port }, body, date) => [['Alt-Svc', `h3=":${port}"; ma=2592000`], noStore, ...body, date, ['Server', 'Caddy']],
};

const fieldsOf = (front: Front, body: Fields, date = someDate): Fields => answers[front.name](front, body, ['Date', date]);

/** Bytes of a poll's 200 over HTTP/1.1, up to the digits of its Content-Length. */
export const frontAnswerHead = (front: Front): number => byteLength(responseHead(200, 'OK', fieldsOf(front, json(''))));

/** Bytes of the 204 that says "nothing new" over HTTP/1.1. */
export const frontEmptyHead = (front: Front): number => byteLength(responseHead(204, 'No Content', fieldsOf(front, [])));

/** Fields of a connection, which HTTP/2 has none of (RFC 9113, 8.2.2). */
const isOfConnection = ([name]: readonly [string, string]): boolean => name === 'Connection' || name === 'Keep-Alive';

const overStreams = (fields: Fields): Fields => fields.filter((field) => !isOfConnection(field)).map(([name, value]) => [name.toLowerCase(), value]);

/** The fields of a poll's 200 over HTTP/2, without its status. @param length of its body @param date as it stands in `Date` */
export const frontAnswerFields = (front: Front, length: string, date: string): Fields => overStreams(fieldsOf(front, json(length), date));

/** The same of the 204. */
export const frontEmptyFields = (front: Front, date: string): Fields => overStreams(fieldsOf(front, [], date));

/** How each proxy packs its answers' fields, for one connection: only Go, which Caddy is written in, refers to what it has sent before. */
export const answerSizes: Readonly<Record<FrontName, () => BlockSizes>> = {
  nginx: () => new LiteralSizes({ huffman: true, raw: ['content-length'], named: ['server', 'date', 'content-type', 'content-length'] }),
  haproxy: () => new LiteralSizes({ huffman: false }),
  caddy: () => new IndexingSizes(),
};

/** How nghttp2 packs the fields of requests, which node:http2 uses; Chromium keeps paths out of its table as well. */
export const requestSizes = (): BlockSizes => new IndexingSizes([':path']);
