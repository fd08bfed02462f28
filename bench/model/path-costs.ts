import type { ViaName } from '../result/vias.ts';
import { vias } from '../result/vias.ts';
import { chromiumReader, headsOf } from './client-heads.ts';
import { answerFraming, eventFraming, frameHeader, inChunk } from './framing.ts';
import { answerSizes, type Front, frontAnswerFields, frontAnswerHead, frontEmptyFields, frontEmptyHead, requestSizes } from './fronts.ts';
import type { BlockSizes } from './hpack.ts';
import type { Fields } from './http-head.ts';
import { frameHead } from './http2.ts';
import { answerHead, emptyAnswerHead } from './server-heads.ts';
import { tlsRecord } from './tls.ts';

/**
 * What one notification takes on a path once every client is connected, in bytes at the client's socket: both directions together, or separate where
 * TCP segments depend on it.
 */
export interface PathCosts {
  /** A request of polling, one of long-polling, and the answer when there is nothing new. */
  readonly question: number;
  readonly heldQuestion: number;
  readonly emptyAnswer: number;
  /** TLS records of an exchange with one notification; a push has one. Without TLS both have none. */
  readonly records: number;
  /** An answer with one notification, and the bytes of each further one in it. */
  readonly firstAnswer: number;
  readonly furtherInAnswer: number;
  /** A notification as an event of SSE, and as a WebSocket frame. */
  readonly event: number;
  readonly frame: number;
}

/** What the costs of a path depend on. */
interface PathMatter {
  /** Bytes of a notification's JSON, and of a cursor. */
  readonly payload: number;
  readonly cursor: number;
  /** As the proxy sends it in `Server`, if it does. */
  readonly version: string;
}

/** Ports of loopback have five digits. The hold is in seconds. */
const host = '127.0.0.1:40000';
const hold = 25;

const body = ({ payload, cursor }: PathMatter, count: number): number => answerFraming(cursor) + count * payload + Math.max(0, count - 1);

/** HTTP/1.1, with TLS where there is a front. */
function overHttp1(front: Front | undefined, matter: PathMatter): PathCosts {
  const { payload, cursor } = matter;
  const record = front ? tlsRecord : 0;
  const reader = chromiumReader(host, '/', hold, front ? 'https' : 'http');
  const answered = (count: number) => {
    const bytes = body(matter, count);
    // Caddy writes the fields before the body, in a write of their own; the others write both at once.
    return (front ? frontAnswerHead(front) : answerHead) + String(bytes).length + bytes + record * (front?.name === 'caddy' ? 2 : 1);
  };
  return {
    records: front ? (front.name === 'caddy' ? 3 : 2) : 0,
    question: headsOf(reader, 'polling').question + cursor + record,
    heldQuestion: headsOf(reader, 'long-polling').question + cursor + record,
    emptyAnswer: (front ? frontEmptyHead(front) : emptyAnswerHead) + record,
    firstAnswer: answered(1),
    furtherInAnswer: payload + 1,
    event: inChunk(payload + eventFraming(cursor)) + record,
    frame: payload + frameHeader(payload) + record,
  };
}

/** Exchanges until HPACK's table holds every field that it can hold. */
const settled = 3;

/** Bytes of the last of several blocks of one connection. @param fieldsOf of each, from 0 */
function lastBlock(sizes: BlockSizes, fieldsOf: (exchange: number) => Fields): number {
  return Array.from({ length: settled }, (_, exchange) => sizes.next(fieldsOf(exchange))).at(-1) ?? 0;
}

/** A cursor of this many bytes, different for each exchange. */
const cursorText = (length: number, exchange: number): string =>
  `${'k3f9ab7c'.slice(0, Math.max(1, length - 4)).padEnd(length - 4, '7')}-${417 + exchange}`.slice(0, length);

function overHttp2(front: Front, matter: PathMatter, tunnels: boolean): PathCosts {
  const { payload, cursor } = matter;
  const asked: Fields = [
    [':method', 'GET'],
    [':scheme', 'https'],
    [':authority', host],
  ];
  const reader = chromiumReader(host, '/', hold, 'https');
  const lowered = reader
    .fields('polling')
    .filter(([name]) => name !== 'Connection')
    .map(([name, value]) => [name.toLowerCase(), value] as const);
  const requested = (path: (cursor: string) => string) =>
    frameHead + lastBlock(requestSizes(), (exchange) => [...asked, [':path', path(cursorText(cursor, exchange))], ...lowered]) + tlsRecord;
  const answered = (status: number, fieldsOf: (date: string) => Fields) =>
    lastBlock(answerSizes[front.name](), (exchange) => [[':status', String(status)], ...fieldsOf(dateText(exchange))]);
  const bytes = body(matter, 1);
  const full = answered(200, (date) => frontAnswerFields(front, String(bytes), date));
  const records = front.name === 'caddy' ? 2 : 1;
  const pushed = payload + eventFraming(cursor) + frameHead + tlsRecord;
  const frame = payload + frameHeader(payload) + tlsRecord;
  return {
    records: records + 1,
    question: requested((after) => `/stream/polling?after=${after}`),
    heldQuestion: requested((after) => `/stream/long-polling?after=${after}&hold=${hold}`),
    emptyAnswer: frameHead + answered(204, (date) => frontEmptyFields(front, date)) + tlsRecord,
    firstAnswer: 2 * frameHead + full + bytes + records * tlsRecord,
    furtherInAnswer: payload + 1,
    event: pushed,
    frame: tunnels ? frame + frameHead : frame,
  };
}

/** Different for each second. */
const dateText = (second: number): string => `Sat, 01 Jan 2000 00:00:${17 + second} GMT`;

/** The model's costs of a path in the steady state: no handshakes, no window updates, and a date that has changed since the last answer. */
export function pathCosts(via: ViaName, matter: PathMatter): PathCosts {
  const { front: name, http2, tunnels } = vias[via];
  const front: Front | undefined = name && { name, version: matter.version, port: 40_000 };
  return front && http2 ? overHttp2(front, matter, tunnels) : overHttp1(front, matter);
}
