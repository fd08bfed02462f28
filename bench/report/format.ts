import type { Conditions, Ledger } from '../result/result.ts';
import type { Interval } from '../statistics/index.ts';

/** With commas between thousands, and none behind the point. */
const grouped = (text: string): string => text.replace(/(?<!\.\d*)\B(?=(\d{3})+(?!\d))/g, ',');

/** A count with every digit: 1,017. */
export const whole = (value: number): string => grouped(String(Math.round(value)));

/** Three significant digits: 0.0123, 9.24, 861, 9,240. Whole numbers below 100 keep no zeros behind the point. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Number.isInteger(value) && Math.abs(value) < 1_000) return String(value);
  // Rounded first, so that 9.998 becomes 10.0 and not 10.00.
  const places = 2 - Math.floor(Math.log10(Math.abs(Number(value.toPrecision(3)))));
  if (places <= 0) return whole(Number(value.toPrecision(3)));
  return value.toFixed(Math.min(places, 4));
}

/** `[low, high]`, or nothing if both are equal. */
export const spread = ({ low, high }: Interval): string => (low === high || digits(low) === digits(high) ? '' : `[${digits(low)}, ${digits(high)}]`);

/** The parts of a cell that a report shows. */
type Shown = { readonly interval: Interval; readonly below?: number; readonly atLeast?: true; readonly counted?: true };

/**
 * A count that is the same in every round keeps every digit. A latency keeps three significant digits, as its neighbours do: otherwise a rounded p95
 * could be below its p50.
 */
const central = ({ interval: { value, low, high }, counted }: Shown): string =>
  counted && low === high && Math.abs(value) >= 1_000 && Number.isInteger(value) ? whole(value) : digits(value);

/** A cell's number: "< x" for a slope that cannot be told from 0, "≥ x" for a limit that was not found. */
export const cellText = (shown: Shown): string =>
  shown.below !== undefined ? `< ${digits(shown.below)}` : `${shown.atLeast ? '≥ ' : ''}${central(shown)}`;

/** The interval beside it. */
export const cellSpread = ({ interval, below }: Shown): string => (below === undefined ? spread(interval) : '');

/** A setting, not a measurement: every digit that it has, and no trailing zeros. */
export const setting = (value: number): string => grouped(String(Number(value.toPrecision(9))));

/** A ratio: 8.73 ×. */
export const times = (ratio: number): string => `${digits(ratio)} ×`;

/** How far a ratio is from 1: 2.1 %. */
export const percent = (ratio: number): string => `${digits(Math.abs(ratio - 1) * 100)} %`;

/** `1 client`, `2 clients`. */
export const plural = (count: number, word: string): string => `${whole(count)} ${word}${count === 1 ? '' : 's'}`;

/** A share with its sign: +2.0 %. It shows 0 only if it is 0. */
export const shareText = (share: number): string => {
  const percents = 100 * Math.abs(share);
  const text = percents > 0 && percents < 0.01 ? percents.toPrecision(1) : percents.toFixed(2);
  return `${share < 0 ? '−' : '+'}${text} %`;
};

/** How much larger something is: in percent up to a ratio of 2, as a ratio from there. */
export const excess = (ratio: number): string => (ratio < 2 ? percent(ratio) : ratio < 100 ? times(ratio) : 'a hundred times');

/** The difference of two costs: a percentage up to twice as much, a ratio from there. */
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

/** Conditions that belong to one arm. */
export function ownConditions({ pollInterval, hold }: Conditions): string {
  if (pollInterval !== undefined) return `every ${setting(pollInterval / 1_000)} s`;
  return hold === undefined ? '' : `hold ${setting(hold)} s`;
}

/** A ledger in text: one word if all is well, a dash if nothing was owed. */
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

/** A duration as people write it. */
export const durationText = (seconds: number): string => {
  // Rounded first, so that 119.6 s are not 1 min 60 s.
  const all = Math.round(seconds);
  return all < 90 ? `${all} s` : `${Math.floor(all / 60)} min ${all % 60} s`;
};

/** With a capital, unless the word is a name such as p99. */
export const capital = (text: string): string => (/^[a-z]\d/.test(text) ? text : `${(text[0] ?? '').toUpperCase()}${text.slice(1)}`);
