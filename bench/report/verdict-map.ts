import { type CodedReadings, codedCosts, type PolledWindow } from '../model/coded-costs.ts';
import { breakEvenOf, type PathCosts, pathCosts, polledWire, pushedWire } from '../model/index.ts';
import { codings } from '../result/codings.ts';
import type { ArmName, Result, Row } from '../result/result.ts';
import { valuesOf } from '../result/row-values.ts';
import { type ViaName, viaNames, vias } from '../result/vias.ts';
import { median } from '../statistics/index.ts';

/** A way through a network, with the model's costs. */
export interface VerdictPath {
  readonly label: string;
  readonly costs: PathCosts;
  /** Notifications in an interval from which polling takes fewer bytes than the push, TCP and IP included. */
  readonly breakEven: { readonly sse: number; readonly websocket: number };
}

/** Both transports at one place, as measured: bytes of a notification with TCP and IP. */
export interface MeasuredPlace {
  readonly path: number;
  readonly rate: number;
  readonly interval: number;
  /** Notifications per poll, as counted: a short window also has polls after its last notification. */
  readonly gathered: number;
  readonly polling: number;
  readonly sse: number;
  readonly cheaper: 'polling' | 'sse';
}

export interface VerdictMap {
  readonly paths: readonly VerdictPath[];
  readonly places: readonly MeasuredPlace[];
}

type Measured = Pick<Result, 'measures' | 'environment'>;

/** Bytes of `{"id":"","event":"bench","data":,"at":1763683200123}`: a notification of the bench without its data and its cursor. */
const envelope = '{"id":"","event":"bench","data":,"at":1763683200123}'.length;

const rowsOf = (results: readonly Measured[], name: 'via' | 'compression'): readonly Row[] =>
  results
    .flatMap(({ measures }) => measures.filter((measure) => measure.name === name).flatMap(({ rows }) => rows))
    .filter(({ twin, conditions }) => !twin && conditions.rtt === 0);

const wayOf = ({ variant }: Row): string | undefined => variant?.split(' · ')[0];

const middle = (row: Row, name: 'bytes' | 'payload' | 'requests'): number => median(valuesOf(row, name));

/** The model's costs for the payload of a row. */
export function costsOf(via: ViaName, row: Row, results: readonly Measured[]): PathCosts {
  const payload = Math.round(middle(row, 'payload'));
  const { front } = vias[via];
  const versions = results.flatMap(({ environment }) => (front && environment.versions[front]) ?? []);
  return pathCosts(via, { payload, cursor: payload - row.conditions.payload - envelope, version: versions[0] ?? '' });
}

function pathOf(label: string, costs: PathCosts): VerdictPath[] {
  const [sse, websocket] = [breakEvenOf(costs, 'sse'), breakEvenOf(costs, 'websocket')];
  return sse === undefined || websocket === undefined ? [] : [{ label, costs, breakEven: { sse, websocket } }];
}

/** Rows of compression on a way, by arm. */
const codedRow = (rows: readonly Row[], via: ViaName, arm: ArmName, coding: 'plain' | 'compressed'): Row | undefined =>
  rows.find((row) => row.arm === arm && wayOf(row) === `JSON text via ${via}` && row.variant?.split(' · ')[1] === codings[coding].label);

function windowOf({ rounds }: Row): PolledWindow | undefined {
  const sums = { bytes: 0, questions: 0, emptyAnswers: 0, fullAnswers: 0, notifications: 0 };
  for (const { census, metrics, ledger } of rounds) {
    if (!census) return undefined;
    sums.bytes += (metrics.bytes ?? 0) * ledger.delivered;
    for (const name of ['questions', 'emptyAnswers', 'fullAnswers', 'notifications'] as const) sums[name] += census[name] ?? 0;
  }
  return sums;
}

function codedReadings(rows: readonly Row[], via: ViaName): CodedReadings | undefined {
  const row = (arm: ArmName, coding: 'plain' | 'compressed' = 'compressed') => codedRow(rows, via, arm, coding);
  const windows = [row('polling'), row('long-polling'), row('long-polling', 'plain')].map((one) => one && windowOf(one));
  const [polling, longPolling, plainLongPolling] = windows;
  const [event, frame] = [row('sse'), row('websocket')].map((one) => one && middle(one, 'bytes'));
  if (!polling || !longPolling || !plainLongPolling || event === undefined || frame === undefined) return undefined;
  return { polling, longPolling, plainLongPolling, event, frame };
}

/** Bytes of a segment's headers, times three for an exchange and two for a push. */
const network = { exchange: 3 * 52, push: 2 * 52 } as const;

/** Polling beside sse, in the same rounds. */
function placesOf(path: number, polls: readonly Row[], events: readonly Row[]): MeasuredPlace[] {
  return polls.flatMap((poll): MeasuredPlace[] => {
    const { rate, pollInterval: interval, payload } = poll.conditions;
    const event = events.find(({ conditions }) => conditions.rate === rate && conditions.payload === payload);
    if (!event || interval === undefined) return [];
    const polling = middle(poll, 'bytes') + middle(poll, 'requests') * network.exchange;
    const sse = middle(event, 'bytes') + network.push;
    return [{ path, rate, interval, polling, sse, gathered: 1 / middle(poll, 'requests'), cheaper: polling < sse ? 'polling' : 'sse' }];
  });
}

/** The HTTP/2 path to show: Caddy's, or else the first that was measured. */
const preferred: readonly ViaName[] = ['caddy-h2', ...viaNames.filter((name) => vias[name].http2)];

/**
 * What changes the verdict: no proxy, HTTP/2, and compression, as far as these results have them. @returns `undefined` unless two ways were measured
 */
export function verdictMap(results: readonly Measured[]): VerdictMap | undefined {
  const [plain, coded] = [rowsOf(results, 'via'), rowsOf(results, 'compression')];
  const onWay = (via: ViaName, arm: ArmName) => plain.filter((row) => row.arm === arm && wayOf(row) === via);
  const over2 = preferred.find((name) => onWay(name, 'sse').some((row) => valuesOf(row, 'bytes').length > 0));
  const [direct] = onWay('direct', 'polling');
  const [first] = over2 ? onWay(over2, 'polling') : [];
  if (!direct || !first || !over2) return undefined;
  const h2 = costsOf(over2, first, results);
  const readings = codedReadings(coded, over2);
  const paths = [
    ...pathOf('HTTP/1.1', costsOf('direct', direct, results)),
    ...pathOf('HTTP/2', h2),
    ...(readings ? pathOf('HTTP/2, compressed', codedCosts(h2, readings)) : []),
  ];
  const of = (arm: ArmName) => [codedRow(coded, over2, arm, 'compressed') ?? []].flat();
  const places = [
    ...placesOf(0, onWay('direct', 'polling'), onWay('direct', 'sse')),
    ...placesOf(1, onWay(over2, 'polling'), onWay(over2, 'sse')),
    ...(readings ? placesOf(2, of('polling'), of('sse')) : []),
  ];
  return paths.length < 2 ? undefined : { paths, places };
}

/** The model's bytes at a place, with the counted number of notifications per poll. */
export const predictedAt = (
  { costs }: VerdictPath,
  { gathered }: Pick<MeasuredPlace, 'gathered'>,
): { readonly polling: number; readonly sse: number } => ({
  polling: polledWire(costs, gathered),
  sse: pushedWire(costs, 'sse'),
});
