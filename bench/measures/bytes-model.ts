import { readerOf } from '../arms/requests.ts';
import { bareReader, type Census, type ClientHeads, headsOf, predictTraffic, segmentHeader, segments, splitTotal } from '../model/index.ts';
import type { ArmName } from '../result/result.ts';
import { bytesBetween, type Handshake, type Seen } from '../stage/seen.ts';

/** Bytes of the requests of an arm's raw client. @param place its `Host`, and the prefix of every path @param hold seconds */
export function headsFor(arm: ArmName, { target, authority, prefix = '' }: Place, hold = 25): ClientHeads {
  if (arm === 'tcp') return { opening: 0, question: 0 };
  return headsOf({ ...(target?.way ? readerOf(target, hold) : bareReader(authority, hold)), prefix }, arm);
}

/** Where the clients of an arm connect. */
type Place = Pick<Seen, 'authority' | 'prefix'> & Partial<Pick<Seen, 'target'>>;

/** Bytes in each direction. */
export interface TwoWays {
  readonly up: number;
  readonly down: number;
}

/** Bytes that the exchanges of a census must have taken: while connecting, and afterwards. */
export function predictBytes(seen: Seen, census: Census) {
  const { contender, conditions, heartbeat } = seen;
  const heads = headsFor(contender.arm, seen, conditions.hold);
  const { opening, steady } = predictTraffic(contender.arm, census, { heads, heartbeat });
  const sum = (direction: 'up' | 'down') => splitTotal(opening[direction]) + splitTotal(steady[direction]);
  const of = (kind: 'headers' | 'framing' | 'payload') => [opening, steady].reduce((total, { up, down }) => total + up[kind] + down[kind], 0);
  return {
    up: sum('up'),
    down: sum('down'),
    headers: of('headers'),
    framing: of('framing'),
    payload: of('payload'),
    opening: { up: splitTotal(opening.up), down: splitTotal(opening.down) },
    steady: { up: splitTotal(steady.up), down: splitTotal(steady.down) },
  };
}

/**
 * Segments, and bytes with TCP/IP headers, for messages so far apart that each is acknowledged separately. Closer messages share segments, so this is
 * an upper bound.
 */
export function predictWire(arm: ArmName, census: Census, socketBytes: number): { readonly segments: number; readonly bytes: number } {
  const pushed = arm === 'polling' || arm === 'long-polling' ? 0 : census.notifications + census.heartbeats + census.gaps + census.pings;
  const count = census.questions * segments.exchange + pushed * segments.push;
  return { segments: count, bytes: socketBytes + count * segmentHeader.ipv4 };
}

/** Bytes per connection until it has its first cursor, without a poll that was held meanwhile. */
export function handshakeBytes({ connections, before, after }: Handshake, steady: TwoWays): TwoWays | undefined {
  const opened = after.clients.opened - before.clients.opened;
  if (connections === 0 || opened === 0) return undefined;
  const of = (direction: 'up' | 'down') => (bytesBetween(before, after, direction) - steady[direction]) / opened;
  return { up: of('up'), down: of('down') };
}

/** Never rounded to 0, which would claim that nothing is unexplained. */
const perOne = (bytes: number, count: number): string => {
  const share = bytes / Math.max(1, count);
  return Math.abs(share) < 0.05 ? share.toPrecision(1) : share.toFixed(1);
};

/**
 * Names the bytes that the model does not explain, by direction, per notification and per poll. The model is exact, so a single byte is a finding.
 */
export function residuals(measured: TwoWays, predicted: TwoWays, census: Census, delivered: number): string[] {
  return (['up', 'down'] as const).flatMap((direction) => {
    const apart = measured[direction] - predicted[direction];
    if (apart === 0) return [];
    const perQuestion = census.questions > 0 ? `, ${perOne(apart, census.questions)} B per question` : '';
    return [
      `Bytes ${direction}: ${measured[direction]} measured, ${predicted[direction]} predicted from the exchanges; ${perOne(apart, delivered)} B per notification${perQuestion} are unexplained.`,
    ];
  });
}
