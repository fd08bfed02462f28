import { type Histogram, quantile } from '../../../bench/statistics/histogram.ts';
import type { ServerLoad } from '../../../server/lab/apparatus/telemetry/messages.ts';
import { transportNames } from '../../../server/stream/protocol.ts';
import { number } from '../numbers.ts';
import type { Track } from '../track/records.ts';
import type { LaneSummary } from '../track/summary.ts';
import { DataTable } from '../ui/data-table.tsx';
import { NamedShape } from '../ui/transport-mark.tsx';
import { bytesOf, countLatencies, type Latencies, type PerTransport } from './samples.ts';

const lanes = transportNames.map((name) => (
  <span key={name} class="via">
    <NamedShape of={name} />
  </span>
));

/** Milliseconds below which this share of the deliveries lies; a dash if there are none. */
function quantileText({ buckets }: Histogram, share: number): string {
  const value = quantile(buckets, share);
  return Number.isNaN(value) ? '–' : number(value);
}

const shares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1];

export const distributionTable = (latencies: Latencies) => (
  <DataTable
    caption="Latency percentiles in ms, last 60 s"
    head={['share', ...lanes]}
    rows={shares.map((share) => [`${share * 100} %`, ...transportNames.map((name) => quantileText(latencies[name], share))])}
  />
);

/** Seconds of a row, and how many there are. */
const [slot, slots] = [5, 12];

/** Medians of five seconds each, newest first. */
export function latencyTable(track: Pick<Track, 'scan'>, until: number) {
  const rows = countLatencies(track, until - slots * slot * 1_000, until, slots).map((latencies, index) => {
    const cells = transportNames.map((name) => `${quantileText(latencies[name], 0.5)} (${number(latencies[name].count)})`);
    return [`${index * slot} to ${(index + 1) * slot} s ago`, ...cells];
  });
  return <DataTable caption="Median latency in ms (number of deliveries)" head={['when', ...lanes]} rows={rows} />;
}

export const bytesTable = (summaries: PerTransport<LaneSummary>) => (
  <DataTable
    caption="Bytes since the last reset, at the server's sockets, without TCP, IP and TLS"
    head={['transport', 'headers up', 'headers down', 'framing up', 'framing down', 'payload up', 'payload down', 'all', 'per delivery']}
    rows={transportNames.map((name, index) => {
      const summary = summaries[name];
      const { up, down, delivered } = summary;
      const parts = [up.headers, down.headers, up.framing, down.framing, up.payload, down.payload, bytesOf(summary)];
      return [lanes[index], ...parts.map(number), delivered > 0 ? number(bytesOf(summary) / delivered) : '–'];
    })}
  />
);

export const loadTable = (loads: readonly ServerLoad[], until: number) => (
  <DataTable
    caption="The server's process, newest first"
    head={['seconds ago', 'CPU, ms/s', 'loop delay p99, ms', 'resident memory, MiB', 'sockets', 'send buffers, KiB']}
    rows={loads
      .filter(({ at }) => at <= until)
      .slice(-15)
      .reverse()
      .map(({ at, cpu, loopDelayP99, rss, sockets, buffered }) => [
        number(Math.round((until - at) / 1_000)),
        number(cpu),
        number(loopDelayP99),
        number(rss / 1_048_576),
        number(sockets),
        number(buffered / 1_024),
      ])}
  />
);
