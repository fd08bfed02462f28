import { transportNames } from '../../server/stream/protocol.ts';
import { measureNames } from './measures.ts';
import { metricNames } from './metrics.ts';
import { count, dictionary, flag, instant, list, number, type Of, object, oneOf, optional, pair, record, ShapeError, text } from './shape.ts';

/** The name and version of the document. The version rises with every change that an older reader would misread. */
export const schemaName = 'transport-lab/bench-result';
export const schemaVersion = 1;

/** The four transports, then the floor: a bare TCP push of the same payloads. Always in this order. */
export const armNames = [...transportNames, 'tcp'] as const;
export type ArmName = (typeof armNames)[number];

/** Sorts rows by their arm. */
export const armOrder = (arm: ArmName): number => armNames.indexOf(arm);

/** The conditions under which a row was measured. */
const conditions = object({
  /** Clients that follow the stream. */
  clients: count,
  /** Notifications published per second. */
  rate: number,
  /** Bytes of the `data` of a notification as JSON. */
  payload: count,
  /** Milliseconds between two polls of a polling client. */
  pollInterval: optional(number),
  /** Seconds that a long poll may be held. */
  hold: optional(number),
  /** Milliseconds to the server and back, added by the relay. */
  rtt: number,
  /** Whether publishes are evenly spaced or a Poisson process. */
  schedule: oneOf(['periodic', 'poisson']),
});
export type Conditions = Of<typeof conditions>;

/** The ledger of a row: notifications that its clients were owed. */
const ledger = object({ expected: count, delivered: count, lost: count, doubled: count, reordered: count, gaps: count });
export type Ledger = Of<typeof ledger>;

/** Usage of the load generator: shares of one core and of its event loop, 0 to 1. */
const generator = object({
  cpu: number,
  utilisation: number,
  /** Deliveries per second, as a share of what it can receive from the `tcp` arm. */
  headroomUsed: optional(number),
});
export type GeneratorLoad = Of<typeof generator>;

const axis = object({ label: text, unit: text });

/** One metric over another within one round, such as p99 over clients in a ramp. */
const series = object({ name: text, x: axis, y: axis, points: list(pair(number, number)) });
export type Series = Of<typeof series>;

/** One repetition of a row. Rounds of the same index ran close in time, in shuffled order, and are compared as pairs. */
const round = object({
  index: count,
  /** Measured seconds, without warm-up and drain. */
  seconds: number,
  metrics: record(metricNames, number),
  /** Prediction of `bench/model/index.ts` for the same metrics, from the exchanges counted in this round. */
  predicted: optional(record(metricNames, number)),
  ledger,
  /** Latencies as [milliseconds, how many]: the buckets of the histogram, ascending. */
  latencies: optional(list(pair(number, count))),
  /** Counted exchanges, named as in `bench/model/index.ts`. */
  census: optional(dictionary(count)),
  generator: optional(generator),
  /** The lead metric is a lower bound: the measurement ended before the limit was found. */
  atLeast: optional(flag),
  series: optional(list(series)),
});
export type Round = Of<typeof round>;

/** An arm under one set of conditions. */
const row = object({
  arm: oneOf(armNames),
  /** The identical second copy of the arm: the difference of the two is noise. */
  twin: optional(flag),
  /** What rows of one arm differ in besides the conditions, such as `one new` or `empty · bare`. */
  variant: optional(text),
  conditions,
  rounds: list(round),
  warnings: list(text),
});
export type Row = Of<typeof row>;

const measure = object({ name: oneOf(measureNames), rows: list(row), warnings: list(text) });
export type Measure = Of<typeof measure>;

/** The machine. */
const environment = object({
  os: text,
  cpu: text,
  cores: count,
  memoryBytes: count,
  node: text,
  /** Versions of the relevant programs: express, ws, chromium … */
  versions: dictionary(text),
  /** What is the same for all arms; each item is checked: TCP_NODELAY, compression, serialised once … */
  fairness: dictionary(text),
});
export type Environment = Of<typeof environment>;

const result = object({
  schema: oneOf([schemaName]),
  version: number,
  /** Can be pasted into a shell. */
  command: text,
  /** The measured commit; a trailing `+` means changed files. */
  commit: text,
  /** The other commit of the same run, if there was one. Each step ran with both, one right after the other, so their rounds are pairs. */
  interleavedWith: optional(text),
  seed: count,
  started: instant,
  ended: instant,
  /** Interrupted: what was complete by then. */
  partial: flag,
  environment,
  /** Deliveries per second that the load generator could receive from the `tcp` arm; absent if not measured. */
  generatorDeliveries: optional(number),
  measures: list(measure),
  warnings: list(text),
});
export type Result = Of<typeof result>;

/**
 * Reads a result file and checks all of it.
 * @param json the text of the file
 * @throws ShapeError that says what was expected, what came, and what to do
 */
export function parseResult(json: string): Result {
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch (error) {
    throw new ShapeError(
      `Expected a result of npm run bench -- --json; got no JSON (${error instanceof Error ? error.message : error}). It may be cut off: save it again.`,
    );
  }
  const { schema, version } = (document ?? {}) as { schema?: unknown; version?: unknown };
  if (schema !== schemaName) {
    throw new ShapeError(
      `Expected a document with "schema": "${schemaName}"; got ${JSON.stringify(schema) ?? 'none'}. Write one with npm run bench -- --json file.`,
    );
  }
  if (typeof version === 'number' && version > schemaVersion) {
    throw new ShapeError(
      `Expected a result of schema version ${schemaVersion}; got version ${version}, written by a later lab. Read it with that one, or run the bench again here.`,
    );
  }
  if (version !== schemaVersion) {
    throw new ShapeError(
      `Expected a result of schema version ${schemaVersion}; got ${JSON.stringify(version) ?? 'none'}. Run the bench again: npm run bench -- --json file.`,
    );
  }
  return result(document, '');
}

/**
 * The file of a result, which `parseResult` reads. Pairs stay on one line, because a histogram has thousands of them; JSON strings have no line
 * breaks.
 */
export const formatResult = (value: Result): string =>
  `${JSON.stringify(value, null, 1).replace(/\[\n +([-+\d.e]+),\n +([-+\d.e]+)\n +\]/g, '[$1,$2]')}\n`;

/** The name of an arm in tables: its name, then the variant, then A/A for the twin. */
export const rowLabel = ({ arm, variant, twin }: Pick<Row, 'arm' | 'variant' | 'twin'>): string =>
  [arm, ...(variant ? [variant] : []), ...(twin ? ['A/A'] : [])].join(' · ');
