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
      return `${seq} published`;
    case 'rise':
      return handshake ? `WebSocket upgrade request, ${bytes} bytes, ${took} up` : `request, ${bytes} bytes, ${took} up`;
    case 'fall':
      if (handshake) return `WebSocket upgrade response, ${took} down`;
      return count > 0 ? `${many(count, 'notification')} up to ${seq}, ${bytes} bytes, ${took} down` : `empty response, ${bytes} bytes, ${took} down`;
    case 'held':
      return `request held for ${took}`;
    case 'dot':
      return `${seq} delivered, ${took} after its publish time`;
    case 'twice':
      return `${many(count, 'notification')} doubled`;
    case 'lost':
      return `${seq} lost`;
    case 'away':
      return `disconnected for ${took}`;
    case 'idle':
      return `no stream for ${took}`;
    case 'silent':
      return `no data for ${took}`;
    case 'refused':
      return `refused with ${status}`;
    case 'dropped':
      return 'connection lost before the response';
    case 'ping':
      return `heartbeat from the server, ${bytes} bytes`;
    case 'pong':
      return `pong from the page, ${bytes} bytes`;
  }
}

/** Each lane's state in one sentence. */
export function verdict(summaries: Summaries, names: readonly TransportName[]): string {
  const parts = names.map((name) => {
    const { latency, delivered, missing } = summaries[name];
    const early = latency.count > 0 ? 'latency settling' : 'no latency yet';
    const late = latency.settled.p50 ? `median ${milliseconds(latency.p50)}` : early;
    return `${name}: ${late}, ${delivered.toLocaleString('en')} delivered, ${missing} missing`;
  });
  return `${parts.join('; ')}.`;
}
