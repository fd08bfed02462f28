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

/** Under which conditions a row was measured. */
const conditions = object({
  /** Clients that follow the stream. */
  clients: count,
  /** Notifications published per second. */
  rate: number,
  /** Bytes of the `data` of a notification as JSON. */
  payload: count,
  /** Milliseconds between two questions of a polling client. */
  pollInterval: optional(number),
  /** Seconds that a long poll may be held. */
  hold: optional(number),
  /** Milliseconds to the server and back, added by the relay. */
  rtt: number,
  /** Whether publishes are evenly spaced or a Poisson process. */
  schedule: oneOf(['periodic', 'poisson']),
});
export type Conditions = Of<typeof conditions>;

/** What became of the notifications that the clients of a row were owed. */
const ledger = object({ expected: count, delivered: count, lost: count, doubled: count, reordered: count, gaps: count });
export type Ledger = Of<typeof ledger>;

/** What the load generator itself used: shares of one core and of its loop, 0 to 1. */
const generator = object({
  cpu: number,
  utilisation: number,
  /** Share of the deliveries per second that it can take from the `tcp` arm. */
  headroomUsed: optional(number),
});
export type GeneratorLoad = Of<typeof generator>;

const axis = object({ label: text, unit: text });

/** Something over something else within one round, such as p99 over clients in a ramp. */
const series = object({ name: text, x: axis, y: axis, points: list(pair(number, number)) });
export type Series = Of<typeof series>;

/** One repetition of a row. Rounds of the same index ran next to each other, in shuffled order, and are compared as pairs. */
const round = object({
  index: count,
  /** Seconds that were measured, warm-up and drain not included. */
  seconds: number,
  metrics: record(metricNames, number),
  /** What `bench/model/index.ts` says for the same metrics, from the exchanges that were counted in this very round. */
  predicted: optional(record(metricNames, number)),
  ledger,
  /** Latencies as [milliseconds, how many]: the buckets of the histogram, ascending. */
  latencies: optional(list(pair(number, count))),
  /** Exchanges that were counted, as `bench/model/index.ts` names them. */
  census: optional(dictionary(count)),
  generator: optional(generator),
  /** The lead metric is more than it says: what was measured ended before the limit was found. */
  atLeast: optional(flag),
  series: optional(list(series)),
});
export type Round = Of<typeof round>;

/** An arm under one set of conditions. */
const row = object({
  arm: oneOf(armNames),
  /** The identical second copy of the arm: what differs between the two is noise. */
  twin: optional(flag),
  /** What distinguishes rows of one arm beside the conditions, such as `one new` or `empty · bare`. */
  variant: optional(text),
  conditions,
  rounds: list(round),
  warnings: list(text),
});
export type Row = Of<typeof row>;

const measure = object({ name: oneOf(measureNames), rows: list(row), warnings: list(text) });
export type Measure = Of<typeof measure>;

/** Where it ran. */
const environment = object({
  os: text,
  cpu: text,
  cores: count,
  memoryBytes: count,
  node: text,
  /** Versions of what matters: express, ws, chromium … */
  versions: dictionary(text),
  /** What is the same for all arms, each checked: TCP_NODELAY, compression, serialised once … */
  fairness: dictionary(text),
});
export type Environment = Of<typeof environment>;

const result = object({
  schema: oneOf([schemaName]),
  version: number,
  /** As it can be pasted into a shell. */
  command: text,
  /** The commit that was measured; `+` behind it means changed files. */
  commit: text,
  /** The other commit of the same run, if there was one: each step of both ran right before or after the other's, so that their rounds are pairs. */
  interleavedWith: optional(text),
  seed: count,
  started: instant,
  ended: instant,
  /** Interrupted: what was complete by then. */
  partial: flag,
  environment,
  /** Deliveries per second that the load generator could take from the `tcp` arm; absent if nobody found out. */
  generatorDeliveries: optional(number),
  measures: list(measure),
  warnings: list(text),
});
export type Result = Of<typeof result>;

/**
 * Reads a result file, and believes nothing of it.
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

/** The file of a result: what `parseResult` reads. Pairs stay on one line: a histogram has thousands of them, and no text of a result has a line break in it as JSON. */
export const formatResult = (value: Result): string =>
  `${JSON.stringify(value, null, 1).replace(/\[\n +([-+\d.e]+),\n +([-+\d.e]+)\n +\]/g, '[$1,$2]')}\n`;

/** How an arm is called in tables: the word, then the variant, then A/A for the twin. */
export const rowLabel = ({ arm, variant, twin }: Pick<Row, 'arm' | 'variant' | 'twin'>): string =>
  [arm, ...(variant ? [variant] : []), ...(twin ? ['A/A'] : [])].join(' · ');
