import type { Conditions, Ledger } from '../result/result.ts';
import type { Interval } from '../statistics/index.ts';

/** With commas between thousands. */
const grouped = (text: string): string => text.replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** A count with every digit: 1,017. */
export const whole = (value: number): string => grouped(String(Math.round(value)));

/** Three significant digits: 0.0123, 9.24, 861, 9,240. Whole numbers below 100 keep no zeros behind the point. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Number.isInteger(value) && Math.abs(value) < 1_000) return String(value);
  // Rounded first: 9.998 is 10.0, and not 10.00.
  const places = 2 - Math.floor(Math.log10(Math.abs(Number(value.toPrecision(3)))));
  if (places <= 0) return whole(Number(value.toPrecision(3)));
  return value.toFixed(Math.min(places, 4));
}

/** `[low, high]`, or nothing where there is no spread. */
export const spread = ({ low, high }: Interval): string => (low === high || digits(low) === digits(high) ? '' : `[${digits(low)}, ${digits(high)}]`);

/** What a report shows of a cell of the summary. */
type Shown = { readonly interval: Interval; readonly below?: number; readonly atLeast?: true; readonly counted?: true };

/** What was counted, and the same in every round, keeps every digit; a latency keeps three, or a rounded p95 could stand below its p50. */
const central = ({ interval: { value, low, high }, counted }: Shown): string =>
  counted && low === high && Math.abs(value) >= 1_000 && Number.isInteger(value) ? whole(value) : digits(value);

/** A cell's number; a slope that cannot be told from none as what it is below, a limit that was not found as what it is at least. */
export const cellText = (shown: Shown): string =>
  shown.below !== undefined ? `< ${digits(shown.below)}` : `${shown.atLeast ? '≥ ' : ''}${central(shown)}`;

/** The interval beside it. */
export const cellSpread = ({ interval, below }: Shown): string => (below === undefined ? spread(interval) : '');

/** What was set and not measured: every digit that it has, and no zeros behind. */
export const setting = (value: number): string => grouped(String(Number(value.toPrecision(9))));

/** How many times: 8.73 ×. */
export const times = (ratio: number): string => `${digits(ratio)} ×`;

/** How far a ratio is from 1: 2.1 %. */
export const percent = (ratio: number): string => `${digits(Math.abs(ratio - 1) * 100)} %`;

/** `1 client`, `2 clients`. */
export const plural = (count: number, word: string): string => `${whole(count)} ${word}${count === 1 ? '' : 's'}`;

/** A share with its sign: +2.0 %. Never 0 unless it is. */
export const shareText = (share: number): string => {
  const percents = 100 * Math.abs(share);
  const text = percents > 0 && percents < 0.01 ? percents.toPrecision(1) : percents.toFixed(2);
  return `${share < 0 ? '−' : '+'}${text} %`;
};

/** By how much something is more: in percent up to twice as much, in times from there. */
export const excess = (ratio: number): string => (ratio < 2 ? percent(ratio) : ratio < 100 ? times(ratio) : 'a hundred times');

/** What somebody takes against another: a percentage up to twice as much, and times from there. */
export function difference(ratio: number): string {
  if (ratio >= 2) return times(ratio);
  const apart = Math.abs(ratio - 1) * 100;
  return `${apart < 10 ? digits(apart) : Math.round(apart)} % ${ratio < 1 ? 'less' : 'more'}`;
}

/** The conditions that all rows of a table share, in words. */
export function conditionText({ clients, rate, payload, rtt, schedule }: Conditions, hidden: readonly (keyof Conditions)[] = []): string {
  const parts: Partial<Record<keyof Conditions, string>> = {
    ...(clients > 0 && { clients: plural(clients, 'client') }),
    rate: rate === 0 ? 'nothing published' : `${setting(rate)} notification${rate === 1 ? '' : 's'}/s, ${schedule}`,
    payload: `${whole(payload)} B of data`,
    rtt: `RTT ${setting(rtt)} ms`,
  };
  return (['clients', 'rate', 'payload', 'rtt'] as const).flatMap((name) => (hidden.includes(name) ? [] : (parts[name] ?? []))).join(' · ');
}

/** What is peculiar to one arm's row. */
export function ownConditions({ pollInterval, hold }: Conditions): string {
  if (pollInterval !== undefined) return `every ${setting(pollInterval / 1_000)} s`;
  return hold === undefined ? '' : `hold ${setting(hold)} s`;
}

/** What the ledger says: one word where all is well, a dash where nobody was owed anything. */
export function ledgerText({ expected, lost, doubled, reordered, gaps }: Ledger): string {
  const wrong = [
    [lost, 'lost'],
    [doubled, 'doubled'],
    [reordered, 'reordered'],
    [gaps, gaps === 1 ? 'gap' : 'gaps'],
  ] as const;
  const told = wrong.filter(([count]) => count > 0).map(([count, word]) => `${whole(count)} ${word}`);
  if (told.length > 0) return told.join(', ');
  return expected === 0 ? '–' : 'complete';
}

/** Seconds as people say them. */
export const durationText = (seconds: number): string =>
  seconds < 90 ? `${Math.round(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;

/** With a capital, unless the word is a name such as p99. */
export const capital = (text: string): string => (/^[a-z]\d/.test(text) ? text : `${(text[0] ?? '').toUpperCase()}${text.slice(1)}`);
