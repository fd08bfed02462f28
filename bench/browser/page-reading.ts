import { parseCursor, type TransportName } from '../../server/stream/protocol.ts';
import type { Reading } from '../measures/measure.ts';
import { combine, pollingLatency, predictTraffic, splitTotal } from '../model/index.ts';
import type { MetricName } from '../result/metrics.ts';
import type { Ledger } from '../result/result.ts';
import { Histogram, quantile } from '../statistics/histogram.ts';
import { browserHeartbeat, type Rest } from './page-watch.ts';
import type { SeenPage } from './steady-page.ts';

type Metrics = Partial<Record<MetricName, number>>;

/** Below this, a 99th percentile would be the maximum. */
const leastForP99 = 100;

/** The readings of a page that followed the stream, for its row. */
export function readPage(seen: SeenPage, transport: TransportName): Reading {
  const { conditions, seconds, arrivals, clock, mainThread, jsHeap, before, after } = seen;
  const latencies = new Histogram();
  const waits = arrivals.map(({ now, scheduled }) => now + clock.offset - scheduled);
  for (const wait of waits) latencies.record(wait);
  const earliest = Math.min(0, ...waits);
  const { buckets } = latencies;
  const each = Math.max(1, arrivals.length);
  const census = combine(after.census, before.census, -1);
  const wire = bytesOf(seen, transport);
  const theory = transport === 'polling' ? pollingLatency(conditions.pollInterval ?? 0, 0) : undefined;
  const p99 = buckets.length > 0 && latencies.count >= leastForP99;
  const metrics: Metrics = {
    ...(buckets.length > 0 && { p50: quantile(buckets, 0.5), mean: latencies.mean, max: latencies.max }),
    ...(p99 && { p99: quantile(buckets, 0.99) }),
    clockError: clock.bound,
    mainThread: 100 * mainThread,
    jsHeap: jsHeap / 1_024,
    ...wire.measured,
    claimedBytes: (after.claimed - before.claimed) / each,
    requests: census.questions / each,
  };
  const predicted = {
    ...(theory && { p50: theory.quantile(0.5), mean: theory.mean, ...(p99 && { p99: theory.quantile(0.99) }) }),
    ...wire.predicted,
  };
  return {
    measure: 'browser',
    arm: transport,
    twin: false,
    conditions,
    round: { seconds, metrics, predicted, ledger: ledgerOf(seen), latencies: buckets, census },
    warnings: [
      ...seen.troubles,
      ...wire.warnings,
      ...(earliest < -clock.bound ? [`A notification came ${(-earliest).toFixed(1)} ms before it was due: the clocks do not agree.`] : []),
    ],
  };
}

/** Every published notification was owed. Its number identifies each one that came. */
function ledgerOf({ published, arrivals, firstSeq, before, after }: SeenPage): Ledger {
  const numbers = arrivals.map(({ id }) => parseCursor(id)?.seq ?? 0);
  const distinct = new Set(numbers.filter((seq) => seq >= firstSeq && seq < firstSeq + published.count));
  return {
    expected: published.count,
    delivered: distinct.size,
    lost: published.count - distinct.size,
    // The library never hands a notification on twice; it counts doubled ones itself.
    doubled: after.doubled - before.doubled + numbers.length - distinct.size,
    reordered: numbers.filter((seq, index) => seq < (numbers[index - 1] ?? 0)).length,
    gaps: after.gaps - before.gaps,
  };
}

/**
 * Bytes at the server's sockets, per notification and for the handshake, beside the model's prediction from the exchanges and Chromium's own heads.
 */
function bytesOf({ heads, blank, greeted, before, after, arrivals }: SeenPage, transport: TransportName) {
  if (!blank.server || !before.server || !after.server) return { measured: {}, predicted: {}, warnings: [] };
  const counted = (one: Rest, other: Rest) => ({
    up: (other.server?.up ?? 0) - (one.server?.up ?? 0),
    down: (other.server?.down ?? 0) - (one.server?.down ?? 0),
  });
  const predict = (one: Rest, other: Rest) => {
    const { opening, steady } = predictTraffic(transport, combine(other.census, one.census, -1), { heads, heartbeat: browserHeartbeat * 1_000 });
    const of = ({ up, down }: typeof opening) => ({ up: splitTotal(up), down: splitTotal(down) });
    return { opening: of(opening), steady: of(steady) };
  };
  const window = counted(before, after);
  const { steady } = predict(before, after);
  const [first, start] = [counted(blank, greeted), predict(blank, greeted)];
  const each = Math.max(1, arrivals.length);
  const perEach = ({ up, down }: typeof window): Metrics => ({ bytes: (up + down) / each, bytesUp: up / each, bytesDown: down / each });
  // A page cannot see how many events the server wrote at once. They then share a chunk, which saves at most all chunk framing.
  const { chunks, chunkSizeDigits } = combine(after.census, before.census, -1);
  const spared = steady.down - window.down;
  const explained = window.up === steady.up && spared >= 0 && spared <= 4 * chunks + chunkSizeDigits;
  return {
    // Polls that were sent by then are not part of the handshake.
    measured: { ...perEach(window), handshakeUp: first.up - start.steady.up, handshakeDown: first.down - start.steady.down },
    predicted: { ...perEach(steady), handshakeUp: start.opening.up, handshakeDown: start.opening.down },
    warnings: explained
      ? []
      : [`Bytes: ${window.up} up and ${window.down} down measured, ${steady.up} and ${steady.down} predicted from the exchanges of Chromium.`],
  };
}
