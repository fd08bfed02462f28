import { wireBetween } from '../arms/wire/wire-counts.ts';
import { combine, predictWay, type WayBytes } from '../model/index.ts';
import type { MetricName } from '../result/metrics.ts';
import { between, type Seen } from '../stage/seen.ts';
import { headsFor } from './bytes-model.ts';

type Metrics = Partial<Record<MetricName, number>>;

/** Bytes at the clients' sockets in a window, beside the prediction from its exchanges. Totals, not per notification. */
export interface WayReading {
  readonly questions: number;
  readonly measured: WayBytes & { readonly up: number; readonly down: number };
  readonly predicted: WayBytes & { readonly up: number; readonly down: number };
}

/** The fields of a window that a reading needs. */
type Window = Pick<Seen, 'contender' | 'conditions' | 'heartbeat' | 'before' | 'after' | 'target' | 'authority' | 'prefix'>;

/** @param seen a window of a transport, on whatever way @throws RangeError for the floor, which has no HTTP */
export function readWay(seen: Window): WayReading {
  const { contender, conditions, heartbeat, before, after, target } = seen;
  if (contender.arm === 'tcp') throw new RangeError('Expected a transport; got the floor.');
  const { tls, http2 = false, front } = target.way ?? {};
  const census = combine(after.clients.census, before.clients.census, -1);
  const wire = wireBetween(before.clients.wire, after.clients.wire);
  const { up, down } = predictWay(contender.arm, census, {
    heads: headsFor(contender.arm, seen, conditions.hold),
    heartbeat,
    http2,
    ...(front && { front }),
    up: { records: wire.recordsUp, frames: wire.framesUp, control: wire.controlUp, blocks: wire.modelBlockUp },
    down: { records: wire.recordsDown, frames: wire.framesDown, control: wire.controlDown, blocks: wire.modelBlockDown },
  });
  const ways = { up: between(before, after, 'up'), down: between(before, after, 'down') };
  const total = ways.up + ways.down;
  const blocks = wire.blockUp + wire.blockDown;
  const parts = {
    tls: tls ? total - wire.plainUp - wire.plainDown : 0,
    http2: http2 ? wire.plainUp + wire.plainDown - blocks - wire.dataUp - wire.dataDown : 0,
    headers: http2 ? blocks : between(before, after, 'headers'),
    payload: between(before, after, 'payload'),
  };
  const framing = total - parts.tls - parts.http2 - parts.headers - parts.payload;
  return {
    questions: census.questions,
    measured: { ...ways, total, ...parts, framing },
    predicted: { ...bothWays(up, down), up: up.total, down: down.total },
  };
}

const bothWays = (one: WayBytes, other: WayBytes): WayBytes => ({
  total: one.total + other.total,
  tls: one.tls + other.tls,
  http2: one.http2 + other.http2,
  headers: one.headers + other.headers,
  framing: one.framing + other.framing,
  payload: one.payload + other.payload,
});

/** The same for each notification. @param each deliveries */
export const wayMetrics = ({ total, up, down, tls, http2, headers, framing, payload }: WayReading['measured'], each: number): Metrics => ({
  bytes: total / each,
  bytesUp: up / each,
  bytesDown: down / each,
  tlsBytes: tls / each,
  http2Bytes: http2 / each,
  headers: headers / each,
  framing: framing / each,
  payload: payload / each,
});
