import { effect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { transports } from '../../../bench/result/identity.ts';
import type { ServerLoad } from '../../../server/lab/apparatus/telemetry/messages.ts';
import type { Brought } from '../dock/brought.ts';
import { SelectionLine, useBrought } from '../dock/selection-line.tsx';
import { summaries } from '../lab.ts';
import { frozen, shownTrack as shown } from '../lanes/picture.ts';
import { bytes as byteText, milliseconds, number } from '../numbers.ts';
import { serverNow } from '../telemetry/clock.ts';
import { loads } from '../telemetry/telemetry.ts';
import { Chart } from './chart.tsx';
import './charts.css';
import { LiveTable } from './live-table.tsx';
import { ByteHistory, ecdf, type Line, latenciesIn, latencyDots, ringed, valueAt } from './samples.ts';
import { bytesTable, distributionTable, latencyTable, loadTable } from './tables.tsx';

/** The milliseconds before now that every chart shows. */
const span = 60_000;

/** The server's time, or the time at which the picture is frozen. */
const until = (): number => frozen.peek() ?? serverNow();

/** Latencies, and rings around those of the selected exchange. */
function readLatencies(brought: Brought | undefined): Line[] {
  const end = until();
  return [...latencyDots(shown(), end - span, end), ringed(brought, end - span, end)];
}

const history = new ByteHistory(5 * span);

/** The values of every transport at the pointer. @param reach how far before it a point may lie */
const values =
  (place: (value: number) => string, value: (value: number) => string, reach?: number) =>
  (lines: readonly Line[], at: number): string => {
    const told = lines.flatMap((line) => {
      const found = valueAt(line, at, reach);
      return line.lane === undefined || found === undefined ? [] : [`${transports[line.lane].glyph} ${value(found)}`];
    });
    return [place(at), ...told].join('  ');
  };

const ago = (seconds: number): string => `${number(-seconds)} s before now:`;

interface Small {
  readonly title: string;
  readonly unit: string;
  readonly value: (load: ServerLoad) => number;
}

const serverCharts: readonly Small[] = [
  { title: 'Processor', unit: 'ms/s', value: ({ cpu }) => cpu },
  { title: 'Loop delay p99', unit: 'ms', value: ({ loopDelayP99 }) => loopDelayP99 },
  { title: 'Memory', unit: 'MiB resident', value: ({ rss }) => rss / 1_048_576 },
  { title: 'Sockets', unit: 'open', value: ({ sockets }) => sockets },
  { title: 'Send buffers', unit: 'KiB', value: ({ buffered }) => buffered / 1_024 },
];

function readLoad(value: Small['value']): Line[] {
  const end = until();
  const seen = loads.value.filter(({ at }) => at <= end && at >= end - span);
  return [{ lane: undefined, places: seen.map(({ at }) => (at - end) / 1_000), values: seen.map(value) }];
}

const ServerCharts = () => (
  <section class="smalls" aria-label="The server's process">
    {serverCharts.map(({ title, unit, value }) => (
      <Chart
        key={title}
        title={title}
        kind={{ x: 'seconds before now', y: unit, over: 'time', up: 'zero-based', show: number }}
        height="9.5em"
        read={() => readLoad(value)}
        told={([line], at) => {
          const found = line && valueAt(line, at);
          return found === undefined ? '' : `${number(found)} ${unit}`;
        }}
      />
    ))}
    <LiveTable table={() => loadTable(loads.value, until())} />
  </section>
);

/** Latency, bytes and the server over the last minute, on one time axis. */
export function Charts() {
  const brought = useBrought();
  useEffect(() => effect(() => history.add(serverNow(), summaries.value)), []);
  return (
    <section class="charts" aria-labelledby="charts-title">
      <h2 id="charts-title">Charts of the last minute</h2>
      <SelectionLine brought={brought} />
      <div class="pictures">
        <Chart
          title="Delivery latency"
          kind={{ x: 'seconds before now', y: 'ms since publish, log', over: 'time', up: 'log', dots: true, show: number }}
          height="18em"
          read={() => readLatencies(brought.peek())}
          told={values(ago, milliseconds, 2)}
          table={() => latencyTable(shown(), until())}
        />
        <Chart
          title="Bytes sent and received"
          kind={{ x: 'seconds before now', y: 'up and down, since the last reset', over: 'time', up: 'zero-based', show: byteText }}
          height="18em"
          read={() => history.between(until() - span, until())}
          told={values(ago, byteText)}
          table={() => bytesTable(summaries.value)}
        />
        <Chart
          title="Latency distribution"
          kind={{ x: 'ms since publish, log', y: '% of deliveries', over: 'log', up: 'zero-based', most: 100, show: number }}
          height="18em"
          read={() => ecdf(latenciesIn(shown(), until() - span, until()))}
          told={values(
            (at) => `within ${milliseconds(at)}:`,
            (share) => `${number(share)} %`,
          )}
          table={() => distributionTable(latenciesIn(shown(), until() - span, until()))}
        />
        <ServerCharts />
      </div>
    </section>
  );
}
