import type { TransportName } from '../../server/protocol.ts';
import type { ClientHeads } from './client-heads.ts';
import { answerFraming, eventFraming, frameHeader, ping, pong, sseHeartbeat, websocketHeartbeat } from './framing.ts';
import { deafGap, perLongPollAnswer } from './latency.ts';
import { uselessShare } from './schedule.ts';
import { exchangeWire, pushWire, segmentHeader, segments } from './segments.ts';
import { answerHead, emptyAnswerHead } from './server-heads.ts';

/** A reader's situation. */
export interface Situation {
  /** Notifications per second. */
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

/** Bytes per delivered notification for Poisson arrivals, up and down together, heartbeats not included. */
export interface Cost {
  /** At the socket. */
  readonly bytes: number;
  /** With TCP, IP and acknowledgements. */
  readonly wire: number;
  readonly requests: number;
}

const pushed = (bytes: number): Cost => ({ bytes, wire: pushWire(bytes), requests: 0 });

/** Cost of an exchange whose answer carries `share` of a notification on average, `empty` of the answers being 204. */
function asked({ payload, cursor }: Situation, question: number, perAnswer: number, empty: number): Cost {
  const request = question + cursor;
  const full = 1 - empty;
  const carried = full > 0 ? perAnswer / full : 0;
  const body = answerFraming(cursor) + carried * payload + Math.max(carried - 1, 0);
  const answer = answerHead + String(Math.round(body)).length + body;
  const bytes = full * (request + answer) + empty * (request + emptyAnswerHead);
  const wire = full * exchangeWire(request, answer) + empty * exchangeWire(request, emptyAnswerHead);
  return { bytes: bytes / perAnswer, wire: wire / perAnswer, requests: 1 / perAnswer };
}

const costs: Readonly<Record<TransportName, (situation: Situation) => Cost>> = {
  polling: (situation) => {
    const { rate, interval, heads } = situation;
    return asked(situation, heads.polling.question, (rate * interval) / 1_000, uselessShare('poisson', rate, interval));
  },
  'long-polling': (situation) => {
    const { rate, rtt, heads } = situation;
    return asked(situation, heads['long-polling'].question, perLongPollAnswer(rate, deafGap(rtt)), 0);
  },
  sse: ({ payload, cursor }) => pushed(payload + eventFraming(cursor)),
  websocket: ({ payload }) => pushed(payload + frameHeader(payload)),
};

/** What one notification costs on a transport. */
export const costOf = (transport: TransportName, situation: Situation): Cost => costs[transport](situation);

/** Bytes up and down in a minute in which nothing is published; the server looks after silence once a second, so an interval may last up to one more. */
export interface IdleMinute {
  readonly up: number;
  readonly down: number;
}

/** @param heartbeat milliseconds @param hold seconds of a long poll */
export function idleMinute(transport: TransportName, situation: Situation, heartbeat: number, hold: number): IdleMinute {
  const { cursor, interval, heads } = situation;
  const asking = (every: number, question: number) => ({ up: (60_000 / every) * (question + cursor), down: (60_000 / every) * emptyAnswerHead });
  const beats = heartbeat > 0 ? 60_000 / heartbeat : 0;
  switch (transport) {
    case 'polling':
      return asking(interval, heads.polling.question);
    case 'long-polling':
      return asking(hold * 1_000, heads['long-polling'].question);
    case 'sse':
      return { up: 0, down: beats * sseHeartbeat(cursor) };
    case 'websocket':
      return { up: beats * pong, down: beats * (websocketHeartbeat(cursor) + ping) };
  }
}

/** Constants of a comparison at the IP layer, in bytes. */
export interface CrossoverCosts {
  readonly request: number;
  /** An answer without any notification. */
  readonly response: number;
  /** What a push adds to its payload: 2 for a WebSocket frame, 20 for an event with `id: 1`. */
  readonly pushOverhead: number;
  /** What a notification in an answer adds to its payload: a comma. */
  readonly separator?: number;
}

/**
 * Notifications per poll interval (λT) above which polling takes fewer bytes than pushing each by itself:
 * (request + response + 3 × 52) / (push overhead + 2 × 52 − separator). A push that waits and batches moves it.
 */
export const crossover = ({ request, response, pushOverhead, separator = 1 }: CrossoverCosts): number =>
  (request + response + segments.exchange * segmentHeader.ipv4) / (pushOverhead + segments.push * segmentHeader.ipv4 - separator);
