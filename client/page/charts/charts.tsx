import { effect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { digits } from '../../../bench/report/format.ts';
import type { ServerLoad } from '../../../server/apparatus/telemetry/messages.ts';
import { transportNames } from '../../../server/protocol.ts';
import { frozen, loads, summaries, track } from '../lab.ts';
import { stillPicture } from '../lanes/picture.ts';
import { serverNow } from '../telemetry/clock.ts';
import type { Track } from '../track/records.ts';
import { Chart } from './chart.tsx';
import './charts.css';
import { glyphs } from './marks.ts';
import { type Aligned, ByteHistory, ecdf, latencyBins, latencyDots, scanOf } from './samples.ts';
import { bytesTable, distributionTable, latencyTable, loadTable } from './tables.tsx';

/** Milliseconds that every chart looks back. */
const span = 60_000;

/** The server's time, or that at which the picture stands still. */
const until = (): number => frozen.peek() ?? serverNow();

/** What stands still is kept apart: the ring goes on, and forgets it. */
const shown = (): Pick<Track, 'scan'> => {
  const still = stillPicture();
  return still ? scanOf(still.records) : track;
};

const bytes = new ByteHistory(5 * span);

/** What every transport has where the pointer stands. */
const values =
  (place: (value: number) => string, value: (value: number) => string) =>
  (data: Aligned, index: number): string => {
    const at = data[0][index];
    if (at === undefined) return '';
    const told = transportNames.flatMap((name, lane) => {
      const found = data[lane + 1]?.[index];
      return found === null || found === undefined ? [] : [`${glyphs[name]} ${value(found)}`];
    });
    return [place(at), ...told].join('  ');
  };

const ago = (seconds: number): string => `${digits(-seconds)} s before now:`;
const inMilliseconds = (value: number): string => `${digits(value)} ms`;

const kilobytes = (value: number): string =>
  value >= 1e6 ? `${digits(value / 1e6)} MB` : value >= 1e3 ? `${digits(value / 1e3)} kB` : `${digits(value)} B`;

interface Small {
  readonly title: string;
  readonly unit: string;
  readonly value: (load: ServerLoad) => number;
}

const smalls: readonly Small[] = [
  { title: 'CPU', unit: 'ms/s', value: ({ cpu }) => cpu },
  { title: 'Event loop delay, p99', unit: 'ms', value: ({ loopDelayP99 }) => loopDelayP99 },
  { title: 'Resident memory', unit: 'MiB', value: ({ rss }) => rss / 1_048_576 },
  { title: 'Open sockets', unit: 'sockets', value: ({ sockets }) => sockets },
  { title: 'Send buffers', unit: 'KiB', value: ({ buffered }) => buffered / 1_024 },
];

function readLoad(value: Small['value']): Aligned {
  const end = until();
  const seen = loads.value.filter(({ at }) => at <= end && at >= end - span);
  return [seen.map(({ at }) => (at - end) / 1_000), seen.map(value)];
}

const Smalls = () => (
  <div class="smalls">
    {smalls.map(({ title, unit, value }) => (
      <Chart
        key={title}
        title={`Server: ${title.replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase())}`}
        picture={{ x: 'seconds before now', y: unit, over: 'time', kind: 'plain', height: 128, show: digits }}
        read={() => readLoad(value)}
        told={(data, index) => `${ago(data[0][index] ?? 0)} ${digits(data[1]?.[index] ?? 0)} ${unit}`}
        table={() => loadTable(loads.value, until())}
      />
    ))}
  </div>
);

/** Latency, bytes and the server over the last minute, on one time axis. */
export function Charts() {
  useEffect(() => effect(() => bytes.add(serverNow(), summaries.value)), []);
  return (
    <section class="charts" aria-labelledby="charts-title">
      <h2 id="charts-title">The last minute in charts</h2>
      <div class="pair">
        <Chart
          title="Latency of every delivery"
          picture={{ x: 'seconds before now', y: 'ms since publish, log', over: 'time', log: true, kind: 'dots', height: 280, show: digits }}
          read={() => latencyDots(shown(), until() - span, until())}
          told={values(ago, inMilliseconds)}
          table={() => latencyTable(shown(), until())}
        />
        <Chart
          title="Bytes so far"
          picture={{ x: 'seconds before now', y: 'up and down, since the last reset', over: 'time', kind: 'lines', height: 280, show: kilobytes }}
          read={() => bytes.between(until() - span, until())}
          told={values(ago, kilobytes)}
          table={() => bytesTable(summaries.value)}
        />
        <Chart
          title="How many arrived within which time"
          picture={{ x: 'ms since publish, log', y: '% of deliveries', over: 'log', kind: 'lines', height: 280, show: digits, most: 100 }}
          read={() => {
            const [places, ...shares] = ecdf(latencyBins(shown(), until() - span, until()));
            return [places, ...shares.map((list) => list.map((share) => (share === null ? null : 100 * share)))];
          }}
          told={values(
            (at) => `within ${inMilliseconds(at)}:`,
            (share) => `${digits(share)} %`,
          )}
          table={() => distributionTable(latencyBins(shown(), until() - span, until()))}
        />
        <Smalls />
      </div>
    </section>
  );
}
