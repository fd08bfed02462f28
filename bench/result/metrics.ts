import { keysOf } from './keys.ts';

/** A number of the report: its name in the table, its unit, and in which direction it is better. */
export interface Metric {
  /** Column title, without the unit. */
  readonly label: string;
  readonly unit: string;
  readonly better: 'less' | 'more' | 'neither';
}

const less = (label: string, unit: string): Metric => ({ label, unit, better: 'less' });
const more = (label: string, unit: string): Metric => ({ label, unit, better: 'more' });
const neither = (label: string, unit: string): Metric => ({ label, unit, better: 'neither' });

/** Every metric that a round may carry, once. A result with a name that is not here is refused. */
export const metrics = {
  // Bytes, counted at the server's sockets; per delivered notification unless the name says otherwise.
  bytes: less('bytes', 'B/notification'),
  bytesUp: less('up', 'B/notification'),
  bytesDown: less('down', 'B/notification'),
  headers: less('headers', 'B/notification'),
  framing: less('framing', 'B/notification'),
  payload: neither('payload', 'B/notification'),
  wireBytes: less('bytes with TCP/IP', 'B/notification'),
  segments: less('segments', '/notification'),
  requests: less('requests', '/notification'),
  uselessPolls: less('empty polls', '%'),
  idleUp: less('idle up', 'B/min per client'),
  idleDown: less('idle down', 'B/min per client'),
  handshakeUp: less('handshake up', 'B'),
  handshakeDown: less('handshake down', 'B'),
  tlsBytes: less('TLS records', 'B/notification'),
  http2Bytes: less('HTTP/2 frames', 'B/notification'),
  emptyPoll: less('empty poll', 'B'),
  claimedBytes: neither('CDP claims', 'B/notification'),
  // Latency, from the scheduled publish.
  mean: less('mean', 'ms'),
  p50: less('p50', 'ms'),
  p90: less('p90', 'ms'),
  p95: less('p95', 'ms'),
  p99: less('p99', 'ms'),
  p999: less('p99.9', 'ms'),
  max: less('max', 'ms'),
  clockError: less('clock error', '± ms'),
  // The server's processor and loop.
  connections: neither('connections', ''),
  deliveries: more('deliveries', '/s'),
  cpu: less('CPU', 'µs/s'),
  idleCpu: less('idle CPU', 'µs/s per client'),
  cpuPerNotification: less('CPU', 'µs/notification'),
  frontCpu: less('proxy CPU', 'µs/notification'),
  utilisation: less('loop busy', '%'),
  loopDelay: less('loop delay p99', 'ms'),
  mainThread: less('main thread', '%'),
  // Memory, of the server; jsHeap is the page's.
  heap: less('heap', 'KiB'),
  rss: less('RSS', 'KiB'),
  kernel: less('kernel', 'KiB'),
  heapPerConnection: less('heap', 'KiB/connection'),
  rssPerConnection: less('RSS', 'KiB/connection'),
  kernelPerConnection: less('kernel', 'KiB/connection'),
  jsHeap: less('JS heap', 'KiB'),
  // Limits and errors.
  kneeClients: more('clients at the knee', ''),
  kneeDeliveries: more('deliveries at the knee', '/s'),
  requestRate: more('requests', '/s'),
  cpuPerRequest: less('CPU', 'µs/request'),
  recovered: less('all caught up', 'ms'),
  reconnected: less('all connected', 'ms'),
  replayed: neither('replayed', ''),
  breakEven: neither('polling wins from', 'notifications/interval'),
  // Effects of a browser on lines and loops.
  waitingLines: less('waiting', ''),
  openLines: neither('open', ''),
  lineErrors: less('errors', ''),
  fetchStall: less('a fetch waits', 'ms'),
  websocketOpens: less('WebSocket opens', 'ms'),
  nextOpens: less('next line goes', 'ms'),
  ticks: more('ticks', '% of those due'),
  longestGap: less('longest gap', 'ms'),
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof metrics;

export const metricNames = keysOf(metrics);

/** Whether a slower machine changes it. Bytes and memory sizes are the same everywhere. */
export const followsMachine = (name: MetricName): boolean => !/^(?:K?i?B\b|KiB)/.test(metrics[name].unit);
