import type { FrontName } from '../result/vias.ts';
import { type BlockSizes, IndexingSizes, LiteralSizes } from './hpack.ts';
import { byteLength, type Fields, responseHead } from './http-head.ts';

/** A proxy in front of the lab: the properties that its answers depend on. */
export interface Front {
  readonly name: FrontName;
  /** As sent in `Server`. */
  readonly version: string;
  /** The port that it listens on, which Caddy repeats in its offer of HTTP/3. */
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

/** How each proxy writes the fields of a poll's answer over HTTP/1.1, read from the real ones. @param body fields that describe the body */
const answers: Readonly<Record<FrontName, (front: Front, body: Fields, date: DateField) => Fields>> = {
  nginx: ({ version }, body, date) => [['Server', `nginx/${version}`], date, ...body, ['Connection', 'keep-alive'], noStore],
  haproxy: (_front, body, date) => [noStore, ...body, date, ['Keep-Alive', 'timeout=75']],
  caddy: ({ port }, body, date) => [['Alt-Svc', `h3=":${port}"; ma=2592000`], noStore, ...body, date, ['Server', 'Caddy']],
};

const fieldsOf = (front: Front, body: Fields, date = someDate): Fields => answers[front.name](front, body, ['Date', date]);

/** Bytes of a poll's 200 over HTTP/1.1, up to the digits of its Content-Length. */
export const frontAnswerHead = (front: Front): number => byteLength(responseHead(200, 'OK', fieldsOf(front, json(''))));

/** Bytes of the 204 that means "nothing new" over HTTP/1.1. */
export const frontEmptyHead = (front: Front): number => byteLength(responseHead(204, 'No Content', fieldsOf(front, [])));

/** Fields of a connection, which HTTP/2 does not have (RFC 9113, 8.2.2). */
const isOfConnection = ([name]: readonly [string, string]): boolean => name === 'Connection' || name === 'Keep-Alive';

const overStreams = (fields: Fields): Fields => fields.filter((field) => !isOfConnection(field)).map(([name, value]) => [name.toLowerCase(), value]);

/** The fields of a poll's 200 over HTTP/2, without its status. @param length of its body @param date as it stands in `Date` */
export const frontAnswerFields = (front: Front, length: string, date: string): Fields => overStreams(fieldsOf(front, json(length), date));

/** The same for the 204. */
export const frontEmptyFields = (front: Front, date: string): Fields => overStreams(fieldsOf(front, [], date));

/** How each proxy encodes its answers' fields, for one connection. Only Go, in which Caddy is written, refers to earlier ones. */
export const answerSizes: Readonly<Record<FrontName, () => BlockSizes>> = {
  nginx: () => new LiteralSizes({ huffman: true, raw: ['content-length'], named: ['server', 'date', 'content-type', 'content-length'] }),
  haproxy: () => new LiteralSizes({ huffman: false }),
  caddy: () => new IndexingSizes(),
};

/** How nghttp2, which node:http2 uses, encodes the fields of requests. Chromium keeps paths out of its table as well. */
export const requestSizes = (): BlockSizes => new IndexingSizes([':path']);
