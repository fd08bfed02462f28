import type { Socket } from 'node:net';
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { Host } from '../stream/host.ts';
import type { StreamMetrics } from '../stream/observe/metrics.ts';
import { family } from '../stream/observe/prometheus-text.ts';

interface Metered {
  readonly metrics: StreamMetrics;
  /** Open at present. */
  readonly connections: ReadonlySet<Socket>;
}

/** Milliseconds between two samples of the event loop's delay; each sample contains them. */
const resolution = 20;

/** `GET /metrics` in the format of Prometheus. The event loop's delay is measured only from the first request on, because that costs time. */
export function mountMetrics(host: Host, { metrics, connections }: Metered): void {
  let delay: IntervalHistogram | undefined;
  host.route('GET', '/metrics', (_request, response) => {
    if (!delay) {
      delay = monitorEventLoopDelay({ resolution });
      delay.enable();
    }
    const body = Buffer.from(metrics.text() + ofProcess(delay, connections));
    // Each scrape gets the delay since the last one.
    delay.reset();
    response.writeHead(200, { 'Content-Type': metrics.contentType, 'Content-Length': body.byteLength, 'Cache-Control': 'no-store' }).end(body);
  });
}

function ofProcess(delay: IntervalHistogram, connections: ReadonlySet<Socket>): string {
  let waiting = 0;
  for (const socket of connections) waiting += socket.writableLength;
  const { user, system } = process.cpuUsage();
  const seconds = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - resolution / 1_000) || 0;
  const quantiles = [0.5, 0.9, 0.99].map((quantile) => ({
    labels: { quantile: String(quantile) },
    value: delay.count > 0 ? seconds(delay.percentile(quantile * 100)) : 0,
  }));
  return [
    family('lab_connections', 'gauge', 'Open connections.', [{ value: connections.size }]),
    family('lab_send_buffer_bytes', 'gauge', 'Bytes that wait in this process for slow readers.', [{ value: waiting }]),
    family('lab_event_loop_delay_seconds', 'summary', 'How late timers are, since the last question.', quantiles),
    family('process_cpu_seconds_total', 'counter', 'Processor time of this process.', [{ value: (user + system) / 1e6 }]),
    family('process_resident_memory_bytes', 'gauge', 'Resident memory of this process.', [{ value: process.memoryUsage.rss() }]),
  ].join('');
}
