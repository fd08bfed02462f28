/** A stand-in with canned data, until the page's core is here: the same names and shapes. */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { LabAddress, LabState, ServerLoad, TelemetryCommand } from '../../server/apparatus/telemetry/messages.ts';
import { type TransportName, transportNames } from '../../server/protocol.ts';
import type { Settings } from './settings/settings.ts';
import type { RecordKind, Track, TrackRecord } from './track/records.ts';
import type { LaneSummary } from './track/summary.ts';

export type Stop = () => void;

const blank = { lane: undefined, seq: 0, count: 0, exchange: 0, headers: 0, framing: 0, payload: 0, took: 0, status: 0, buffered: 0 };
const epoch = Date.now();
const records: TrackRecord[] = [];
const add = (kind: RecordKind, lane: TransportName | undefined, at: number, rest: Partial<TrackRecord> = {}) =>
  records.push({ ...blank, kind, lane, at, ...rest });

const delay: Readonly<Record<TransportName, (seq: number) => number>> = {
  polling: (seq) => 50 + ((seq * 377) % 2_000),
  'long-polling': (seq) => 52 + (seq % 7) * 15,
  sse: (seq) => 51 + (seq % 3),
  websocket: (seq) => 50 + (seq % 4),
};
for (let seq = 1; seq <= 300; seq += 1) {
  const at = epoch - 60_000 + seq * 200;
  add('published', undefined, at, { seq, payload: 91 });
  for (const lane of transportNames) add('delivered', lane, at + delay[lane](seq), { seq, took: delay[lane](seq), exchange: seq });
}
records.sort((one, other) => one.at - other.at);

export const track: Track = {
  total: records.length,
  oldest: records[0]?.at,
  scan(from, until, visit) {
    for (const record of records) if (record.at >= from && record.at < until) visit(record);
  },
};

const settingsSignal = signal<Settings>({
  mode: 'race',
  lanes: transportNames,
  transport: 'sse',
  rate: 5,
  burst: 1,
  payload: 100,
  seed: 42,
  pollInterval: 2_000,
  hold: 25,
  rtt: 100,
  jitter: 0,
  bandwidth: 0,
  cookie: 0,
  span: 15,
  percentile: 'p50',
  projector: false,
  theme: 'auto',
});
export const settings: Signal<Settings> = settingsSignal;
export const change = (part: Partial<Settings>): void => {
  settings.value = { ...settings.value, ...part };
};

const ticks = signal(0);
setInterval(() => {
  ticks.value += 1;
}, 250);

const summaryOf = (transport: TransportName): LaneSummary => ({
  transport,
  state: 'open',
  trouble: undefined,
  failure: undefined,
  retryAt: undefined,
  published: 300,
  delivered: 300,
  missing: 0,
  doubled: 0,
  reordered: 0,
  gaps: 0,
  requests: { polling: 30, 'long-polling': 290, sse: 1, websocket: 1 }[transport],
  empties: 0,
  sockets: 1,
  latency: { count: 300, mean: 100, p50: 90, p95: 190, p99: 199 },
  theory: 100,
  up: { headers: { polling: 500, 'long-polling': 510, sse: 3, websocket: 3 }[transport] * ticks.value, framing: 0, payload: 0 },
  down: {
    headers: { polling: 230, 'long-polling': 230, sse: 1, websocket: 1 }[transport] * ticks.value,
    framing: ticks.value * 20,
    payload: ticks.value * 91,
  },
});
export const summaries: ReadonlySignal<Readonly<Record<TransportName, LaneSummary>>> = computed(() => ({
  polling: summaryOf('polling'),
  'long-polling': summaryOf('long-polling'),
  sse: summaryOf('sse'),
  websocket: summaryOf('websocket'),
}));

export const labState = signal<LabState | undefined>(undefined);
export const may = signal<'control' | 'look' | undefined>('control');
export const address = signal<LabAddress | undefined>({ telemetryPort: null, weather: true });
export const clock = signal<{ offset: number; error: number } | undefined>({ offset: 0, error: 0.3 });
export const loads = signal<readonly ServerLoad[]>(
  Array.from({ length: 60 }, (_, index) => ({
    at: epoch - 60_000 + index * 1_000,
    cpu: 20 + (index % 9),
    utilisation: 0.02,
    loopDelayP99: 0.4 + (index % 5) / 10,
    rss: 80e6 + index * 3e4,
    sockets: 8,
    followers: 3,
    buffered: index === 40 ? 120_000 : 0,
  })),
);
export const selected = signal<number | undefined>(1);
export const frozen = signal<number | undefined>(undefined);
export const tell = (_command: TelemetryCommand): Promise<void> => Promise.resolve();
const encode = (text: string) => new TextEncoder().encode(text);
export const fetchBytes = (_exchange: number): Promise<{ up: Uint8Array; down: Uint8Array; cut: number }> =>
  Promise.resolve({
    up: encode('GET /stream/polling?after=k3f9ab-41 HTTP/1.1\r\nHost: localhost:3000\r\nCookie: id=********\r\nAccept: */*\r\n\r\n'),
    down: encode(
      'HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nContent-Type: application/json\r\nContent-Length: 142\r\nDate: Sat, 01 Jan 2000 00:00:00 GMT\r\nConnection: keep-alive\r\nKeep-Alive: timeout=75\r\n\r\n' +
        '{"cursor":"k3f9ab-42","notifications":[{"id":"k3f9ab-42","event":"ticker","data":"<script>alert(1)</script> שלום 🙂","at":1763683200123.4}]}',
    ),
    cut: 0,
  });

export function frame(callback: () => void): Stop {
  let asked = requestAnimationFrame(function again() {
    callback();
    asked = requestAnimationFrame(again);
  });
  return () => cancelAnimationFrame(asked);
}
