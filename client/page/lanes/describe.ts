import type { TransportName } from '../../../server/stream/protocol.ts';
import { milliseconds } from '../numbers.ts';
import type { Summaries } from '../race/summaries.ts';
import type { Mark } from './marks.ts';

const many = (count: number, word: string): string => `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;

/** A mark in words, for those who do not see it. */
export function describe({ kind, seq, from, until, count, bytes, handshake, status }: Mark): string {
  const took = milliseconds(until - from);
  switch (kind) {
    case 'tick':
      return `${seq} is published`;
    case 'rise':
      return handshake ? `asks to become a WebSocket, ${bytes} bytes, ${took} up` : `asks, ${bytes} bytes, ${took} up`;
    case 'fall':
      if (handshake) return `is a WebSocket, ${took} down`;
      return count > 0
        ? `${many(count, 'notification')} up to ${seq}, ${bytes} bytes, ${took} down`
        : `an answer without notifications, ${bytes} bytes, ${took} down`;
    case 'held':
      return `the question was held ${took}`;
    case 'dot':
      return `${seq} is delivered, ${took} after it was due`;
    case 'twice':
      return `${many(count, 'notification')} came again`;
    case 'lost':
      return `${seq} was lost`;
    case 'away':
      return `no line for ${took}`;
    case 'idle':
      return `no stream ran here for ${took}`;
    case 'silent':
      return `nothing passed for ${took}`;
    case 'refused':
      return `refused with ${status}`;
    case 'dropped':
      return 'the connection is gone before the answer';
    case 'ping':
      return `a sign of life from the server, ${bytes} bytes`;
    case 'pong':
      return `a sign of life from the page, ${bytes} bytes`;
  }
}

/** Who is how late, in one sentence. */
export function verdict(summaries: Summaries, names: readonly TransportName[]): string {
  const parts = names.map((name) => {
    const { latency, delivered, missing } = summaries[name];
    const early = latency.count > 0 ? 'its latency settles' : 'nothing measured yet';
    const late = latency.settled.p50 ? `half within ${milliseconds(latency.p50)}` : early;
    return `${name}: ${late}, ${delivered.toLocaleString('en')} delivered, ${missing} missing`;
  });
  return `${parts.join('; ')}.`;
}
