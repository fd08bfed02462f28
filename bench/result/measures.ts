import { tlsSentence } from '../model/tls.ts';
import { keysOf } from './keys.ts';
import type { MetricName } from './metrics.ts';

/**
 * Approximate seconds of a hold and of the silence before a heartbeat where silence is measured. The window holds whole cycles; of the usual 25 s and
 * 15 s it would cut some off, which distorts the mean.
 */
export const silenceCycle = 10;

/** A metric that is computed for each round: the slope of one metric over another. */
export interface Slope {
  readonly metric: MetricName;
  readonly of: MetricName;
  readonly over: MetricName;
}

/** A section of the report. */
export interface MeasureInfo {
  readonly title: string;
  /** The question that the section answers. */
  readonly question: string;
  /** The column of ratios and verdicts. */
  readonly lead: MetricName;
  /** Further columns in this order; those that no row has are left out. */
  readonly columns: readonly MetricName[];
  readonly slopes?: readonly Slope[];
  /** Conditions that are not shown because they mean nothing here: nothing is published by a schedule. */
  readonly hidden?: readonly 'rate'[];
  /** Rows whose variants differ before the first ` · ` answer different questions, so each question gets a table. */
  readonly apart?: 'variant';
  /** The limits of the section's numbers. */
  readonly lie: string;
}

/** Every measure, in the order of the report. */
export const measures = {
  bytes: {
    title: 'Bytes',
    question: 'How many bytes does it take to deliver one notification?',
    lead: 'bytes',
    columns: [
      'wireBytes',
      'requests',
      'bytesUp',
      'bytesDown',
      'headers',
      'framing',
      'payload',
      'segments',
      'uselessPolls',
      'idleUp',
      'idleDown',
      'handshakeUp',
      'handshakeDown',
    ],
    lie: `Plain HTTP/1.1 without cookies: each request also carries every cookie. ${tlsSentence}; HTTP/2 compresses repeated heads. Silence is counted over whole cycles, with a hold and a heartbeat of ${silenceCycle} s.`,
  },
  latency: {
    title: 'Latency',
    question: 'How long after its scheduled publish does a notification arrive?',
    lead: 'p50',
    columns: ['p95', 'p99', 'p999', 'max', 'mean', 'p90'],
    lie: 'One machine and a relay that delays: no loss, no queues in routers, no mobile radio.',
  },
  'server-load': {
    title: 'Server load',
    question: "How much of the server's processor does a notification cost, and a client that waits?",
    lead: 'cpuPerNotification',
    columns: ['idleCpu', 'utilisation', 'loopDelay', 'cpu', 'deliveries', 'connections'],
    slopes: [
      { metric: 'cpuPerNotification', of: 'cpu', over: 'deliveries' },
      { metric: 'idleCpu', of: 'cpu', over: 'connections' },
    ],
    lie: "On loopback part of the receiver's TCP work counts as the sender's processor time.",
  },
  memory: {
    title: 'Memory',
    question: 'What does one more connection weigh?',
    lead: 'heapPerConnection',
    columns: ['rssPerConnection', 'kernelPerConnection', 'connections', 'heap', 'rss', 'kernel'],
    slopes: [
      { metric: 'heapPerConnection', of: 'heap', over: 'connections' },
      { metric: 'rssPerConnection', of: 'rss', over: 'connections' },
      { metric: 'kernelPerConnection', of: 'kernel', over: 'connections' },
    ],
    lie: "RSS includes garbage; the heap does not include buffers outside it; the kernel's part is its objects for a socket and the contents of its buffers, where Linux lets them be read.",
  },
  capacity: {
    title: 'Capacity',
    question: 'How many clients can be served before the latency limit breaks?',
    lead: 'kneeDeliveries',
    columns: ['kneeClients', 'p99'],
    lie: 'Server and generator share the cores of one machine, so the knee is that of both together.',
  },
  'request-rate': {
    title: 'Request rate',
    question: 'How many requests a second does the server answer, next to a bare node:http?',
    lead: 'requestRate',
    columns: ['cpuPerRequest', 'utilisation', 'p50', 'p99'],
    hidden: ['rate'],
    apart: 'variant',
    lie: "A closed loop: autocannon's latency is that of a saturated server, not a reader's; and autocannon may be busier than the server.",
  },
  uplink: {
    title: 'Uplink',
    question: 'What does it cost a client to send a notification?',
    lead: 'bytes',
    columns: ['bytesUp', 'bytesDown', 'p50', 'p99'],
    hidden: ['rate'],
    lie: 'One message after the other over an open connection: a first POST also pays a handshake, and a browser sends longer heads.',
  },
  recovery: {
    title: 'Recovery',
    question: 'All clients are cut off at once: how long until every client has everything?',
    lead: 'recovered',
    columns: ['reconnected', 'replayed'],
    lie: 'All arms come back by the rule of the client library, a random wait, at first below half a second. A bare EventSource waits the 1 to 3 s that the server asks for.',
  },
  crossover: {
    title: 'Crossover',
    question: 'At which rate and poll interval does polling cost less than pushing?',
    lead: 'wireBytes',
    columns: ['bytes', 'breakEven', 'cpuPerNotification'],
    lie: 'Polling at long intervals saves bytes and costs latency, which the map does not show.',
  },
  browser: {
    title: 'Browser',
    question: 'What does the same stream cost in a real Chromium?',
    lead: 'p50',
    columns: [
      'p99',
      'clockError',
      'mainThread',
      'jsHeap',
      'bytes',
      'claimedBytes',
      'handshakeUp',
      'handshakeDown',
      'waitingLines',
      'openLines',
      'lineErrors',
      'fetchStall',
      'websocketOpens',
      'nextOpens',
      'ticks',
      'longestGap',
    ],
    lie: 'A headless browser in the foreground: no power saving, no other tabs, no extensions.',
  },
  via: {
    title: 'The real path',
    question: 'What does the same stream cost with TLS, HTTP/2 and a proxy in front?',
    lead: 'bytes',
    columns: [
      'tlsBytes',
      'http2Bytes',
      'headers',
      'framing',
      'payload',
      'requests',
      'emptyPoll',
      'p50',
      'p99',
      'cpuPerNotification',
      'frontCpu',
      'openLines',
      'waitingLines',
      'bytesUp',
      'bytesDown',
    ],
    apart: 'variant',
    lie: 'Everything is on one machine, with the heads of a Chromium and without cookies; every client has a connection of its own. Processor time includes idle costs, such as health checks. Other versions of a proxy may compress heads differently.',
  },
  compression: {
    title: 'Compression',
    question: 'What does compressing the same stream save in bytes, and what does it cost the server?',
    lead: 'bytes',
    columns: ['cpuPerNotification', 'rssPerConnection', 'heapPerConnection', 'payload', 'requests', 'p50', 'p99', 'bytesUp', 'bytesDown'],
    apart: 'variant',
    lie: 'The server is a small one of the bench, with and without compression, not the lab, so only the difference means something. Each reader has its own encoder, as in the usual middleware; a server that compresses a message once for all readers would use less. Memory of polls is that of idle connections.',
  },
} as const satisfies Readonly<Record<string, MeasureInfo>>;

export type MeasureName = keyof typeof measures;

export const measureNames = keysOf(measures);
