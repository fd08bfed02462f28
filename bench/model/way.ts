import type { TransportName } from '../../server/stream/protocol.ts';
import type { Census } from './census.ts';
import { type Front, frontAnswerHead, frontEmptyHead } from './fronts.ts';
import { frameHead } from './http2.ts';
import { answerHead, emptyAnswerHead } from './server-heads.ts';
import { tlsRecord } from './tls.ts';
import { predictTraffic, type Setting, splitTotal, type Traffic } from './traffic.ts';

/** What was counted below HTTP, in one direction. */
interface WayCount {
  /** Records of TLS; 0 without it. */
  readonly records: number;
  /** Frames of HTTP/2, and the bytes in those that carry neither fields nor data: window updates, settings, pings. */
  readonly frames: number;
  readonly control: number;
  /** What the header blocks take, by the encoder that packed them. */
  readonly blocks: number;
}

/** How an exchange went. */
export interface WaySetting extends Setting {
  readonly http2: boolean;
  /** Absent: the lab itself. */
  readonly front?: Front;
  readonly up: WayCount;
  readonly down: WayCount;
}

/** Bytes at a client's socket in one direction, and what they are for. */
export interface WayBytes {
  readonly total: number;
  readonly tls: number;
  readonly http2: number;
  readonly headers: number;
  readonly framing: number;
  readonly payload: number;
}

/**
 * Bytes that counted exchanges must have taken once everybody was connected, to the byte. How many records and frames a proxy makes of an answer is its own doing: they are counted,
 * as chunks are. What each of them takes is not.
 */
export function predictWay(arm: TransportName, census: Census, setting: WaySetting): { readonly up: WayBytes; readonly down: WayBytes } {
  const { steady } = predictTraffic(arm, census, setting);
  const { up, down } = setting.http2 ? packed(steady, setting) : { up: steady.up, down: rewritten(steady.down, census, setting.front) };
  const bytes = (split: Traffic['up'], { records, frames, control }: WayCount): WayBytes => {
    const [tls, http2] = [records * tlsRecord, setting.http2 ? frames * frameHead + control : 0];
    return { total: splitTotal(split) + tls + http2, tls, http2, ...split };
  };
  return { up: bytes(up, setting.up), down: bytes(down, setting.down) };
}

/** Heads are blocks there, and nothing is chunked. */
const packed = ({ up, down }: Traffic, { up: { blocks: asked }, down: { blocks: answered } }: WaySetting): Traffic => ({
  up: { ...up, headers: asked },
  down: { ...down, headers: answered },
});

/** A proxy writes heads of its own. */
function rewritten(down: Traffic['down'], { fullAnswers, barrenAnswers, emptyAnswers }: Census, front: Front | undefined): Traffic['down'] {
  if (!front) return down;
  const more = (fullAnswers + barrenAnswers) * (frontAnswerHead(front) - answerHead) + emptyAnswers * (frontEmptyHead(front) - emptyAnswerHead);
  return { ...down, headers: down.headers + more };
}
