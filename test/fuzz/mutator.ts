import type { Random } from '../../bench/statistics/random.ts';
import { command, frame } from '../support/raw-frames.ts';
import { get, handshake, rawPublish, rawRequest } from '../support/raw-text.ts';

const json = { 'Content-Type': 'application/json' };
const chunked = `${rawRequest('POST', '/publish', { ...json, 'Transfer-Encoding': 'chunked' })}16\r\n{"event":"a","data":1}\r\n0\r\n\r\n`;
const upgraded = Buffer.from(get('/stream/websocket?broadcasts=only', handshake), 'latin1');

/** Valid messages of a peer; the mutator damages each in some places. */
const seeds: readonly Buffer[] = [
  ...[get('/'), get('/stream/polling'), get('/stream/polling?after=earliest&event=a'), get('/stream/long-polling?after=now&hold=1')],
  ...[get('/stream/sse?after=earliest', { 'Last-Event-ID': 'a-1' }), rawPublish('a', { text: 'é' }), chunked],
  ...[get('/healthz') + get('/stream/polling') + rawPublish('b'), rawRequest('OPTIONS', '/publish', { Origin: 'http://a.test' })],
].map((text) => Buffer.from(text, 'latin1'));
const conversations: readonly Buffer[] = [
  Buffer.concat([upgraded, command({ type: 'publish', event: 'a', data: 1, ref: 1 })]),
  Buffer.concat([upgraded, command({ type: 'subscribe', event: 'a' }), frame('', { opcode: 0x9 }), frame(Buffer.from([3, 232]), { opcode: 0x8 })]),
  Buffer.concat([upgraded, frame('{"type":"pub', { final: false }), frame('lish","event":"a","data":1}', { opcode: 0 })]),
];
const corpus = [...seeds, ...conversations];

/** Bytes and texts that have caused errors in parsers. */
const words = ['\0', '\r', '\n', '\r\n\r\n', ' ', ':', '%', '%zz', ',', ';', '\xff', '\x80', '{', '[[[[', '"', '-1', '0', 'ffffffffffffffff', '1e999']
  .concat(['Content-Length: 5\r\n', 'Transfer-Encoding: chunked\r\n', 'Upgrade: h2c\r\n', 'Expect: 100-continue\r\n', 'HTTP/0.9', '__proto__'])
  .map((text) => Buffer.from(text, 'latin1'));

const below = (random: Random, limit: number): number => Math.floor(random() * limit);
const one = <Item>(random: Random, items: readonly Item[]): Item => items[below(random, items.length)] as Item;

type Mutation = (bytes: Buffer, at: number, length: number, random: Random) => Buffer;

const without: Mutation = (bytes, at, length) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
const put = (bytes: Buffer, at: number, inserted: Buffer): Buffer => Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)]);

const mutations: readonly Mutation[] = [
  without,
  (bytes, at) => bytes.subarray(0, at),
  (bytes, at, length) => put(bytes, at, bytes.subarray(at, at + length)),
  (bytes, at, _length, random) => put(bytes, at, one(random, words)),
  (bytes, at, length, random) => put(without(bytes, at, length, random), at, one(random, words)),
  (bytes, at, length, random) => put(bytes, at, Buffer.from(Array.from({ length }, () => below(random, 256)))),
  (bytes, at, length, random) => {
    const other = one(random, corpus);
    const from = below(random, other.byteLength);
    return put(bytes, at, other.subarray(from, from + 4 * length));
  },
  (bytes, at, _length, random) => {
    const flipped = Buffer.from(bytes);
    if (at < flipped.byteLength) flipped[at] = (flipped[at] ?? 0) ^ (1 << below(random, 8));
    return flipped;
  },
];

/** Splits a message into pieces, as a network may do. */
function inPieces(bytes: Buffer, random: Random): readonly Buffer[] {
  const cuts = Array.from({ length: below(random, 4) }, () => below(random, bytes.byteLength + 1)).sort((less, more) => less - more);
  return [0, ...cuts].map((from, index) => bytes.subarray(from, cuts[index] ?? bytes.byteLength)).filter(({ byteLength }) => byteLength > 0);
}

/** One message of the corpus, damaged in one to six places. */
export function mutated(random: Random): readonly Buffer[] {
  let bytes = one(random, corpus);
  for (let left = 1 + below(random, 6); left > 0; left -= 1) {
    bytes = one(random, mutations)(bytes, below(random, bytes.byteLength + 1), 1 + below(random, 12), random);
  }
  return inPieces(bytes, random);
}
