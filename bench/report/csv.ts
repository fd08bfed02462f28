import { type MetricName, metricNames, metrics } from '../result/metrics.ts';
import type { Result, Round, Row } from '../result/result.ts';

const columns = [
  'measure',
  'arm',
  'twin',
  'variant',
  'clients',
  'rate_per_s',
  'payload_bytes',
  'poll_interval_ms',
  'hold_s',
  'rtt_ms',
  'schedule',
  'round',
  'seconds',
  'expected',
  'delivered',
  'lost',
  'doubled',
  'reordered',
  'gaps',
  'metric',
  'unit',
  'value',
  'predicted',
] as const;

type Value = string | number | boolean | undefined;

/** RFC 4180: quoted if it has a comma, a quote or a line break. A text that a spreadsheet would read as a formula gets an apostrophe. */
function field(value: Value): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' && /^[=+\-@\t]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function lines(measure: string, row: Row, round: Round): Value[][] {
  const { clients, rate, payload, pollInterval, hold, rtt, schedule } = row.conditions;
  const { expected, delivered, lost, doubled, reordered, gaps } = round.ledger;
  const own = [
    measure,
    row.arm,
    row.twin ?? false,
    row.variant,
    clients,
    rate,
    payload,
    pollInterval,
    hold,
    rtt,
    schedule,
    round.index,
    round.seconds,
  ];
  const present = metricNames.filter((name: MetricName) => round.metrics[name] !== undefined);
  return present.map((name) => [
    ...own,
    expected,
    delivered,
    lost,
    doubled,
    reordered,
    gaps,
    name,
    metrics[name].unit,
    round.metrics[name],
    round.predicted?.[name],
  ]);
}

/** Every value of every round on a line of its own (RFC 4180), without medians or intervals. */
export function formatCsv({ measures }: Result): string {
  const rows = measures.flatMap(({ name, rows: measured }) => measured.flatMap((row) => row.rounds.flatMap((round) => lines(name, row, round))));
  return [columns, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}
