import type { TransportName } from '../../server/stream/protocol.ts';
import type { Census } from './census.ts';
import { type Front, frontAnswerHead, frontEmptyHead } from './fronts.ts';
import { frameHead } from './http2.ts';
import { answerHead, emptyAnswerHead } from './server-heads.ts';
import { tlsRecord } from './tls.ts';
import { predictTraffic, type Setting, splitTotal, type Traffic } from './traffic.ts';

/** Counts below HTTP, in one direction. */
interface WayCount {
  /** Records of TLS; 0 without it. */
  readonly records: number;
  /** HTTP/2 frames, and the bytes in those that carry neither fields nor data: window updates, settings, pings. */
  readonly frames: number;
  readonly control: number;
  /** Bytes of the header blocks, as computed for their encoder. */
  readonly blocks: number;
}

/** The path of an exchange. */
export interface WaySetting extends Setting {
  readonly http2: boolean;
  /** Absent: the lab itself. */
  readonly front?: Front;
  readonly up: WayCount;
  readonly down: WayCount;
}

/** Bytes at a client's socket in one direction, by purpose. */
export interface WayBytes {
  readonly total: number;
  readonly tls: number;
  readonly http2: number;
  readonly headers: number;
  readonly framing: number;
  readonly payload: number;
}

/**
 * Bytes that the counted exchanges must have taken once every client was connected, to the byte. A proxy decides how many records and frames an
 * answer has, so their number is counted, as that of chunks is; the size of each is predicted.
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

/** In HTTP/2 heads are header blocks, and there are no chunks. */
const packed = ({ up, down }: Traffic, { up: { blocks: asked }, down: { blocks: answered } }: WaySetting): Traffic => ({
  up: { ...up, headers: asked },
  down: { ...down, headers: answered },
});

/** A proxy writes its own heads. */
function rewritten(down: Traffic['down'], { fullAnswers, barrenAnswers, emptyAnswers }: Census, front: Front | undefined): Traffic['down'] {
  if (!front) return down;
  const more = (fullAnswers + barrenAnswers) * (frontAnswerHead(front) - answerHead) + emptyAnswers * (frontEmptyHead(front) - emptyAnswerHead);
  return { ...down, headers: down.headers + more };
}
