import { type Census, combine, uselessShare } from '../model/index.ts';
import type { MetricName } from '../result/metrics.ts';
import { conditionsOf } from '../run/settings.ts';
import { between, bytesBetween, type Seen } from '../stage/seen.ts';
import { handshakeBytes, predictBytes, predictWire, residuals, type TwoWays } from './bytes-model.ts';
import { idleBytes } from './idle-bytes.ts';
import type { Measure, Reading } from './measure.ts';

type Metrics = Partial<Record<MetricName, number>>;

/** Bytes at the server's sockets per delivered notification, beside the model's prediction from the counted exchanges. */
export const bytes: Measure = {
  name: 'bytes',
  windows: (settings) =>
    settings.contenders.map((contender) => ({ contender, conditions: conditionsOf(settings, contender.arm, settings), seconds: settings.duration })),
  read(seen, settings) {
    const { rtt, clients, rate } = seen.conditions;
    return rtt === 0 && clients === settings.clients && rate === settings.rate ? readBytes(seen) : undefined;
  },
  tasks: (settings) => (settings.idle > 0 ? [idleBytes(settings)] : []),
};

/** A window, the bytes of its exchanges, and their prediction. */
interface Counted {
  readonly seen: Seen;
  readonly census: Census;
  readonly measured: TwoWays;
  readonly predicted: ReturnType<typeof predictBytes>;
  readonly handshake: Handshaken;
  /** Number of deliveries to divide by. */
  readonly each: number;
}

/** The reading of a window in which something was delivered. Other measures use it for their own windows. */
export function readBytes(seen: Seen): Omit<Reading, 'measure'> {
  const { contender, conditions, before, after, ledger } = seen;
  const census = combine(after.clients.census, before.clients.census, -1);
  const predicted = predictBytes(seen, census);
  const measured = { up: bytesBetween(before, after, 'up'), down: bytesBetween(before, after, 'down') };
  const counted = { seen, census, measured, predicted, handshake: readHandshake(seen), each: Math.max(1, ledger.delivered) };
  return {
    arm: contender.arm,
    twin: contender.twin,
    conditions,
    round: {
      seconds: seen.seconds,
      metrics: measuredOf(counted),
      ...(!seen.isForeign && { predicted: predictedOf(counted) }),
      ledger,
      census,
      generator: seen.generator,
    },
    warnings: [...seen.troubles, ...(seen.isForeign ? [] : residuals(measured, predicted, census, ledger.delivered))],
  };
}

/** Bytes per new connection, counted and predicted. Empty if there was none. */
interface Handshaken {
  readonly measured: Metrics;
  readonly predicted: Metrics;
}

function readHandshake(seen: Seen): Handshaken {
  const { before, after } = seen.handshake;
  if (seen.isForeign) return { measured: {}, predicted: {} };
  const { opening, steady } = predictBytes(seen, combine(after.clients.census, before.clients.census, -1));
  const first = handshakeBytes(seen.handshake, steady);
  if (!first) return { measured: {}, predicted: {} };
  const connections = Math.max(1, after.clients.opened - before.clients.opened);
  return {
    measured: { handshakeUp: first.up, handshakeDown: first.down },
    predicted: { handshakeUp: opening.up / connections, handshakeDown: opening.down / connections },
  };
}

function measuredOf({ seen, census, measured: { up, down }, handshake, each }: Counted): Metrics {
  const all = up + down;
  const [headers, payload] = [between(seen.before, seen.after, 'headers'), between(seen.before, seen.after, 'payload')];
  return {
    bytes: all / each,
    bytesUp: up / each,
    bytesDown: down / each,
    headers: headers / each,
    framing: (all - headers - payload) / each,
    payload: payload / each,
    requests: census.questions / each,
    ...uselessPolls(census),
    ...wireMetrics(seen, all, each),
    ...handshake.measured,
  };
}

function predictedOf({ seen: { contender, conditions }, census, predicted, handshake, each }: Counted): Metrics {
  const { up, down, headers, framing, payload } = predicted;
  const wire = predictWire(contender.arm, census, up + down);
  return {
    bytes: (up + down) / each,
    bytesUp: up / each,
    bytesDown: down / each,
    headers: headers / each,
    framing: framing / each,
    payload: payload / each,
    wireBytes: wire.bytes / each,
    segments: wire.segments / each,
    ...(contender.arm === 'polling' && { uselessPolls: 100 * uselessShare(conditions.schedule, conditions.rate, conditions.pollInterval ?? 0) }),
    ...handshake.predicted,
  };
}

function uselessPolls({ emptyAnswers, barrenAnswers, fullAnswers }: { emptyAnswers: number; barrenAnswers: number; fullAnswers: number }): Metrics {
  const answers = emptyAnswers + barrenAnswers + fullAnswers;
  return answers > 0 ? { uselessPolls: (100 * (emptyAnswers + barrenAnswers)) / answers } : {};
}

/** Segments of both directions, counted by `ss`, and the bytes with their TCP and IP headers. */
function wireMetrics({ before, after }: Seen, socketBytes: number, each: number): Metrics {
  if (!before.segments || !after.segments) return {};
  const count = after.segments.up - before.segments.up + after.segments.down - before.segments.down;
  return { segments: count / each, wireBytes: (socketBytes + 52 * count) / each };
}
