import type { TransportName } from '../../server/stream/protocol.ts';
import type { Census } from './census.ts';
import type { ClientHeads } from './client-heads.ts';
import {
  answerFraming,
  answerGap,
  answerMore,
  chunkFraming,
  eventFraming,
  frameHeader,
  helloChunk,
  ping,
  pong,
  sseGap,
  sseHeartbeat,
  sseHello,
  websocketGap,
  websocketHeartbeat,
  websocketHello,
} from './framing.ts';
import { answerHead, emptyAnswerHead, streamHead, upgradeHead } from './server-heads.ts';

/** Bytes by purpose: HTTP heads, everything that wraps or replaces a notification, and the JSON of notifications. */
export interface Split {
  readonly headers: number;
  readonly framing: number;
  readonly payload: number;
}

/** Bytes at the socket, from the client and to it. */
export interface Traffic {
  readonly up: Split;
  readonly down: Split;
}

/** The handshake is once per connection; the steady state is everything after it. Their sum is what a socket counts. */
export interface Prediction {
  readonly opening: Traffic;
  readonly steady: Traffic;
}

/** What a prediction needs besides the counts. */
export interface Setting {
  readonly heads: ClientHeads;
  /** Milliseconds, as the hello says. */
  readonly heartbeat: number;
}

export const splitTotal = ({ headers, framing, payload }: Split): number => headers + framing + payload;

export const trafficTotal = ({ up, down }: Traffic): number => splitTotal(up) + splitTotal(down);

const split = (headers: number, framing = 0, payload = 0): Split => ({ headers, framing, payload });

/** A constant per message, plus the lengths that vary, summed over all messages. */
const summed = (count: number, bytes: number, one: (length: number) => number): number => count * one(0) + bytes;

/**
 * Bytes that the counted exchanges must have taken, to the byte: linear in every count, so one census may be that of a thousand clients.
 * The floor `tcp` writes each JSON with a line feed behind it.
 */
export function predictTraffic(arm: TransportName | 'tcp', census: Census, setting: Setting): Prediction {
  return arms[arm](census, setting);
}

type Predict = (census: Census, setting: Setting) => Prediction;

/** A client that comes back presents its cursor. */
const requested = ({ openings, resumptions, openingCursorBytes }: Census, { heads }: Setting) =>
  split(openings * heads.opening + resumptions * '?after='.length + openingCursorBytes);

/**
 * The hello of the polling transports is a 200 that holds only a cursor. Its length has two digits, because no cursor is longer than 49 characters.
 */
const polled: Predict = (census, setting) => {
  const { hellos, emptyAnswers, barrenAnswers, fullAnswers, moreAnswers, notifications, payloadBytes } = census;
  const answers = barrenAnswers + fullAnswers;
  const headers = answers * answerHead + census.answerLengthDigits + emptyAnswers * emptyAnswerHead;
  const framing = summed(answers, census.answerCursorBytes, answerFraming) + (notifications - fullAnswers) + moreAnswers * answerMore;
  return {
    opening: { up: requested(census, setting), down: split(hellos * (answerHead + 2), summed(hellos, census.helloCursorBytes, answerFraming)) },
    steady: {
      up: split(summed(census.questions, census.questionCursorBytes, (cursor) => setting.heads.question + cursor)),
      down: split(headers, framing + summed(census.gaps, census.gapBytes, answerGap), payloadBytes),
    },
  };
};

const events: Predict = (census, setting) => {
  const unarmed = summed(census.unarmedHellos, census.unarmedCursorBytes, (cursor) => 'id: \n'.length + cursor);
  const helloChunks = census.hellos * helloChunk;
  const hello = census.hellos * sseHello(0, setting.heartbeat) + 2 * census.helloCursorBytes - unarmed + helloChunks;
  const chunks = census.chunks * (chunkFraming(0) - 1) + census.chunkSizeDigits - helloChunks;
  const framing =
    chunks +
    summed(census.notifications, census.idBytes, eventFraming) +
    summed(census.heartbeats, census.heartbeatCursorBytes, sseHeartbeat) +
    census.gaps * sseGap(0, 0) +
    census.gapCursorBytes +
    census.gapBytes;
  return {
    opening: { up: requested(census, setting), down: split(census.openings * streamHead, hello) },
    steady: { up: split(0), down: split(0, framing, census.payloadBytes) },
  };
};

/** Framing of messages with their mean length; exact while all frame headers have the same length. */
const perMessage = (count: number, bytes: number, one: (length: number) => number): number => (count ? count * one(bytes / count) : 0);

const frames: Predict = (census, setting) => {
  const hello = perMessage(census.hellos, census.helloCursorBytes, (cursor) => websocketHello(cursor, setting.heartbeat));
  const framing =
    census.frameHeaderBytes +
    perMessage(census.heartbeats, census.heartbeatCursorBytes, websocketHeartbeat) +
    perMessage(census.gaps, census.gapBytes, websocketGap) +
    census.pings * ping;
  return {
    opening: { up: requested(census, setting), down: split(census.openings * upgradeHead, hello) },
    steady: { up: split(0, census.pongs * pong), down: split(0, framing, census.payloadBytes) },
  };
};

const bare: Predict = ({ notifications, payloadBytes }) => ({
  opening: { up: split(0), down: split(0) },
  steady: { up: split(0), down: split(0, notifications, payloadBytes) },
});

const arms: Readonly<Record<TransportName | 'tcp', Predict>> = { polling: polled, 'long-polling': polled, sse: events, websocket: frames, tcp: bare };

/** An uplink message as a WebSocket text frame and its ack. @param message bytes of its JSON @param ack bytes of the ack's JSON */
export const frameExchange = (message: number, ack: number): Traffic => ({
  up: split(0, frameHeader(message, true), message),
  down: split(0, frameHeader(ack) + ack),
});

/**
 * The same by `POST /publish`. @param head bytes of the request's head, including the digits of its length @param body of the message @param stored
 * head and body of the 201
 */
export const postExchange = (head: number, body: number, stored: number): Traffic => ({ up: split(head, 0, body), down: split(stored) });
