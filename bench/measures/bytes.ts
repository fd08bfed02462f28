import { combine, uselessShare } from '../model/index.ts';
import type { MetricName } from '../result/metrics.ts';
import { conditionsOf } from '../run/settings.ts';
import { between, bytesBetween, type Seen } from '../stage/seen.ts';
import { handshakeBytes, predictBytes, predictWire, residuals } from './bytes-model.ts';
import { idleBytes } from './idle-bytes.ts';
import type { Measure, Reading } from './measure.ts';

type Metrics = Partial<Record<MetricName, number>>;

/** Bytes at the server's sockets for each delivered notification, and beside it what the model makes of the exchanges that were counted. */
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

/** The reading of a window in which something was delivered. Other measures may use it for windows of their own. */
export function readBytes(seen: Seen): Omit<Reading, 'measure'> {
  const { contender, conditions, before, after, ledger, handshake } = seen;
  const census = combine(after.clients.census, before.clients.census, -1);
  const predicted = predictBytes(seen, census);
  const measured = { up: bytesBetween(before, after, 'up'), down: bytesBetween(before, after, 'down') };
  const all = measured.up + measured.down;
  const [headers, payload] = [between(before, after, 'headers'), between(before, after, 'payload')];
  const opening = predictBytes(seen, combine(handshake.after.clients.census, handshake.before.clients.census, -1));
  const first = handshakeBytes(handshake, opening.steady);
  const connections = Math.max(1, handshake.after.clients.opened - handshake.before.clients.opened);
  const each = Math.max(1, ledger.delivered);
  const wire = predictWire(contender.arm, census, predicted.up + predicted.down);
  return {
    arm: contender.arm,
    twin: contender.twin,
    conditions,
    round: {
      seconds: seen.seconds,
      metrics: {
        bytes: all / each,
        bytesUp: measured.up / each,
        bytesDown: measured.down / each,
        headers: headers / each,
        framing: (all - headers - payload) / each,
        payload: payload / each,
        requests: census.questions / each,
        ...uselessPolls(census),
        ...wireMetrics(seen, all, each),
        ...(first && { handshakeUp: first.up, handshakeDown: first.down }),
      },
      predicted: {
        bytes: (predicted.up + predicted.down) / each,
        bytesUp: predicted.up / each,
        bytesDown: predicted.down / each,
        headers: predicted.headers / each,
        framing: predicted.framing / each,
        payload: predicted.payload / each,
        wireBytes: wire.bytes / each,
        segments: wire.segments / each,
        ...(contender.arm === 'polling' && {
          uselessPolls: 100 * uselessShare(conditions.schedule, conditions.rate, conditions.pollInterval ?? 0),
        }),
        ...(first && { handshakeUp: opening.opening.up / connections, handshakeDown: opening.opening.down / connections }),
      },
      ledger,
      census,
      generator: seen.generator,
    },
    warnings: [...seen.troubles, ...residuals(measured, predicted, census, ledger.delivered)],
  };
}

function uselessPolls({ emptyAnswers, barrenAnswers, fullAnswers }: { emptyAnswers: number; barrenAnswers: number; fullAnswers: number }): Metrics {
  const answers = emptyAnswers + barrenAnswers + fullAnswers;
  return answers > 0 ? { uselessPolls: (100 * (emptyAnswers + barrenAnswers)) / answers } : {};
}

/** Segments of both directions as `ss` counts them, and the bytes with their TCP and IP headers. */
function wireMetrics({ before, after }: Seen, socketBytes: number, each: number): Metrics {
  if (!before.segments || !after.segments) return {};
  const count = after.segments.up - before.segments.up + after.segments.down - before.segments.down;
  return { segments: count / each, wireBytes: (socketBytes + 52 * count) / each };
}
