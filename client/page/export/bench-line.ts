import { transportNames } from '../../../server/stream/protocol.ts';
import type { Settings } from '../settings/settings.ts';

/** A command that measures what the page shows, and the parts that the bench cannot repeat. */
export interface BenchLine {
  readonly line: string;
  /** Sentences; empty if the command covers everything. */
  readonly notes: readonly string[];
}

/** Limits of the bench; `bench/command-line/program.ts` refuses other values. */
const limits = { rate: [0.1, 2_000], payload: [40, 65_536] } as const;

const within = (value: number, [least, most]: readonly [number, number]): number => Math.min(most, Math.max(least, value));

/** Whole numbers as they are; the rest in the form that the bench reads, which knows no exponents. */
const plain = (value: number): string => (Number.isInteger(value) ? String(value) : String(Number(value.toFixed(3))));

const unrepeated: readonly (readonly [is: (settings: Settings) => boolean, what: string])[] = [
  [({ burst }) => burst > 1, 'bursts'],
  [({ jitter }) => jitter > 0, 'jitter'],
  [({ bandwidth }) => bandwidth > 0, 'a bandwidth'],
  [({ cookie }) => cookie > 0, 'cookies'],
];

/** The line of `npm run bench` that repeats this setting, with measured numbers and intervals instead of a picture. */
export function benchLine(settings: Settings): BenchLine {
  const { mode, lanes, transport, rate, payload, pollInterval, hold, rtt, seed } = settings;
  const wanted = transportNames.filter((name) => (mode === 'race' ? lanes.includes(name) : name === transport));
  const all = wanted.length === 0 || wanted.length === transportNames.length;
  const flags = [
    ...(all ? [] : [`--transports ${wanted.join(',')}`]),
    `--rate ${plain(within(rate, limits.rate))}`,
    `--payload ${within(Math.round(payload), limits.payload)}`,
    `--poll-interval ${plain(pollInterval)}`,
    `--hold ${plain(hold)}`,
    `--rtt ${plain(rtt)}`,
    `--seed ${seed}`,
  ];
  const missing = unrepeated.flatMap(([is, what]) => (is(settings) ? [what] : []));
  const notes = [
    ...(missing.length > 0 ? [`The bench does not support ${missing.join(', ')} and measures without.`] : []),
    ...(within(rate, limits.rate) !== rate ? [`The bench measures at least ${limits.rate[0]} notifications/s.`] : []),
    ...(within(payload, limits.payload) !== payload ? [`The bench needs at least ${limits.payload[0]} B of payload.`] : []),
  ];
  return { line: `npm run bench -- ${flags.join(' ')}`, notes };
}
