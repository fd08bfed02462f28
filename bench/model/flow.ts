import type { TransportName } from '../../server/stream/protocol.ts';
import type { ClientHeads } from './client-heads.ts';
import { answerFraming, eventFraming, frameHeader, inChunk, ping, pong, sseHeartbeat, websocketHeartbeat } from './framing.ts';
import { deafGap } from './latency.ts';
import { uselessShare } from './schedule.ts';
import { type BothWays, exchangeWays, pushWays } from './segments.ts';
import { answerHead, emptyAnswerHead } from './server-heads.ts';

/** A reader's situation. */
export interface Situation {
  /** Notifications per second, as a Poisson process. */
  readonly rate: number;
  /** Bytes of a notification's JSON. */
  readonly payload: number;
  /** Bytes of a cursor. */
  readonly cursor: number;
  /** Milliseconds between two polls. */
  readonly interval: number;
  /** Milliseconds. */
  readonly rtt: number;
  readonly heads: Readonly<Record<TransportName, ClientHeads>>;
}

/** What breaks a silence. */
export interface Silence {
  /** Milliseconds until a heartbeat and between pings; 0 is never. The server checks once a second, so a silence may last one second longer. */
  readonly heartbeat: number;
  /** Seconds of a long poll; may be infinite. */
  readonly hold: number;
}

/** What one reader takes per second. */
export interface Flow {
  readonly requests: number;
  /** Bytes at the socket. */
  readonly socket: BothWays;
  /** Bytes with TCP, IP and acknowledgements. */
  readonly wire: BothWays;
}

interface Part {
  /** Number per second. */
  readonly count: number;
  readonly socket: BothWays;
  readonly wire: BothWays;
}

const total = (parts: readonly Part[], layer: 'socket' | 'wire', way: keyof BothWays): number =>
  parts.reduce((sum, { count, [layer]: bytes }) => sum + (count === 0 ? 0 : count * bytes[way]), 0);

const flow = (requests: number, parts: readonly Part[]): Flow => ({
  requests,
  socket: { up: total(parts, 'socket', 'up'), down: total(parts, 'socket', 'down') },
  wire: { up: total(parts, 'wire', 'up'), down: total(parts, 'wire', 'down') },
});

const exchange = (count: number, up: number, down: number): Part => ({ count, socket: { up, down }, wire: exchangeWays(up, down) });
const push = (count: number, bytes: number): Part => ({ count, socket: { up: 0, down: bytes }, wire: pushWays(bytes) });

/** This many questions a second, a share of which brings nothing. */
function asked({ rate, payload, cursor }: Situation, question: number, count: number, empty: number): Flow {
  const request = question + cursor;
  const full = count * (1 - empty);
  const carried = full > 0 ? rate / full : 0;
  const body = answerFraming(cursor) + carried * payload + Math.max(carried - 1, 0);
  const answer = answerHead + String(Math.round(body)).length + body;
  return flow(count, [exchange(full, request, answer), exchange(count * empty, request, emptyAnswerHead)]);
}

/** Heartbeats per second: silences of a Poisson process that last one heartbeat interval H, counted again for each further one: λ / (e^(λH) − 1). */
function heartbeats(rate: number, heartbeat: number): number {
  if (heartbeat <= 0) return 0;
  return rate > 0 ? rate / Math.expm1((rate * heartbeat) / 1_000) : 1_000 / heartbeat;
}

const flows: Readonly<Record<TransportName, (situation: Situation, silence: Silence) => Flow>> = {
  polling: (situation) =>
    asked(situation, situation.heads.polling.question, 1_000 / situation.interval, uselessShare('poisson', situation.rate, situation.interval)),

  // One cycle from answer to answer: the gap in which no poll is held and, if nothing came in it, the wait for the first arrival or the end of the
  // hold.
  'long-polling': (situation, { hold }) => {
    const { rate, rtt, heads } = situation;
    const gap = deafGap(rtt) / 1_000;
    const quiet = Math.exp(-rate * gap);
    const ended = rate > 0 ? Math.exp(-rate * hold) : 1;
    const held = rate > 0 ? (1 - ended) / rate : hold;
    return asked(situation, heads['long-polling'].question, 1 / (gap + quiet * held), quiet * ended);
  },

  sse: ({ rate, payload, cursor }, { heartbeat }) =>
    flow(0, [push(rate, inChunk(payload + eventFraming(cursor))), push(heartbeats(rate, heartbeat), inChunk(sseHeartbeat(cursor)))]),

  websocket: ({ rate, payload, cursor }, { heartbeat }) => {
    const pinged = { up: pong, down: ping };
    const pings: Part = { count: heartbeat > 0 ? 1_000 / heartbeat : 0, socket: pinged, wire: exchangeWays(pong, ping) };
    return flow(0, [push(rate, payload + frameHeader(payload)), push(heartbeats(rate, heartbeat), websocketHeartbeat(cursor)), pings]);
  },
};

/** What one reader takes per second in the long run, without handshakes. */
export const flowOf = (transport: TransportName, situation: Situation, silence: Silence): Flow => flows[transport](situation, silence);
