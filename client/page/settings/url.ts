import { limits, transportNames } from '../../../server/stream/protocol.ts';
import { percentiles } from '../track/summary.ts';
import { languageNames } from '../words/languages.ts';
import { dockPanels, handicaps, hiddenWays, modes, type Settings, themes } from './settings.ts';

/** The settings of a first visit. */
export const defaults: Settings = {
  mode: 'race',
  lanes: transportNames,
  transport: 'sse',
  rate: 2,
  burst: 1,
  payload: 64,
  seed: 1,
  pollInterval: 2_000,
  hold: limits.holdDefault,
  rtt: 100,
  jitter: 0,
  bandwidth: 0,
  cookie: 0,
  without: [],
  span: 15,
  percentile: 'p50',
  hidden: 'pause',
  conditions: false,
  dock: 'auto',
  projector: false,
  theme: 'auto',
  language: 'auto',
};

/** The settings that are numbers. */
const quantities = ['rate', 'burst', 'payload', 'seed', 'pollInterval', 'hold', 'rtt', 'jitter', 'bandwidth', 'cookie', 'span'] as const;
export type Quantity = (typeof quantities)[number];

/** The range of each; numbers beyond it move to its end. What the lab keeps has the lab's own, because a program may set more than a slider reaches. */
export const ranges: Readonly<Record<Quantity, readonly [least: number, most: number]>> = {
  rate: [0, 1_000],
  burst: [1, 1_000],
  payload: [16, limits.dataBytes],
  seed: [0, 2 ** 32 - 1],
  pollInterval: [100, 60_000],
  hold: [5, limits.holdMax],
  rtt: [0, 10_000],
  jitter: [0, 10_000],
  bandwidth: [0, 1_000_000_000],
  cookie: [0, 8_000],
  span: [5, 60],
};

/** How the text of a setting is parsed. */
interface Format<Value> {
  /** Completes “Expected rate to be …”. */
  readonly expected: string;
  /** @returns `undefined` if it is not one */
  read(text: string): Value | undefined;
}

const oneOf = <Value extends string | number | boolean>(values: readonly Value[]): Format<Value> => ({
  expected: new Intl.ListFormat('en', { type: 'disjunction' }).format(values.map(String)),
  read: (text) => values.find((value) => String(value) === text),
});

const quantity: Format<number> = {
  expected: 'a number',
  read: (text) => (text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined),
};

const someOf = <Value extends string>(values: readonly Value[]): Format<readonly Value[]> => ({
  expected: `some of ${values.join(', ')}`,
  read(text) {
    const wanted = text.split(',');
    const found = values.filter((name) => wanted.includes(name));
    return found.length > 0 ? found : undefined;
  },
});

const formats: { readonly [Name in keyof Settings]: Format<Settings[Name]> } = {
  mode: oneOf(modes),
  lanes: someOf(transportNames),
  transport: oneOf(transportNames),
  rate: quantity,
  burst: quantity,
  payload: quantity,
  seed: quantity,
  pollInterval: quantity,
  hold: quantity,
  rtt: quantity,
  jitter: quantity,
  bandwidth: quantity,
  cookie: quantity,
  without: someOf(handicaps),
  span: oneOf([5, 15, 60]),
  percentile: oneOf(percentiles),
  hidden: oneOf(hiddenWays),
  conditions: oneOf([true, false]),
  dock: oneOf(dockPanels),
  projector: oneOf([true, false]),
  theme: oneOf(themes),
  language: oneOf(['auto', ...languageNames]),
};

/** The settings in the order in which they stand in the URL. */
const names = Object.keys(formats) as (keyof Settings)[];

/** A setting's key in the URL. */
const keyOf = (name: keyof Settings): string => (name === 'pollInterval' ? 'poll' : name);

const version = '1';

/** Always in the URL, so that it can be read. */
const always: readonly string[] = ['mode', 'rate', 'rtt', 'poll'];

/** The contents of a URL's fragment. */
export interface UrlReading {
  readonly settings: Settings;
  /** Sentences about values that were not used as they were. */
  readonly notices: readonly string[];
  /** Gives control over a lab that listens on more than loopback; not a setting. */
  readonly token: string | undefined;
  /** Nothing was set: a first visit. */
  readonly empty: boolean;
}

type Found = { -readonly [Name in keyof Settings]?: Settings[Name] };

/** @returns whether the text is a value of this setting */
function take<Name extends keyof Settings>(found: Found, name: Name, text: string): boolean {
  const value = formats[name].read(text);
  if (value !== undefined) found[name] = value;
  return value !== undefined;
}

/** @returns a sentence on what could not be used; `undefined` if all is well */
function takeParameter(found: Found, key: string, text: string): string | undefined {
  if (key === 'v')
    return text === version ? undefined : `This link is of version ${text}; this page reads version ${version} and took what it knows.`;
  const name = names.find((one) => keyOf(one) === key);
  if (!name) return `“${key}” is no setting of this page; it was left out.`;
  return take(found, name, text) ? undefined : `Expected ${key} to be ${formats[name].expected}; got “${text}”.`;
}

/** Numbers that are out of range moved to its end. */
export function clamped(settings: Settings): Settings {
  const moved = quantities.map((name) => [name, Math.min(Math.max(settings[name], ranges[name][0]), ranges[name][1])]);
  return { ...settings, ...Object.fromEntries(moved) };
}

/** Settings from a file: missing or invalid ones get their defaults. */
export function settingsFrom(given: Readonly<Record<string, unknown>>): Settings {
  const found: Found = {};
  for (const name of names) {
    const value = given[name];
    if (Array.isArray(value)) take(found, name, value.filter((one) => typeof one === 'string').join());
    else if (typeof value !== 'object') take(found, name, String(value));
  }
  return clamped({ ...defaults, ...found });
}

/** @param hash `#v=1&mode=race&rate=20`, with or without the `#` */
export function readUrl(hash: string): UrlReading {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const token = given.get('token') ?? undefined;
  given.delete('token');
  const found: Found = {};
  const refused = [...given].flatMap(([key, text]) => takeParameter(found, key, text) ?? []);
  const wanted: Settings = { ...defaults, ...found };
  const settings = clamped(wanted);
  const moved = quantities
    .filter((name) => settings[name] !== wanted[name])
    .map((name) => `${keyOf(name)} goes from ${ranges[name].join(' to ')}; ${wanted[name]} became ${settings[name]}.`);
  return { settings, notices: [...refused, ...moved], token, empty: given.size === 0 };
}

/** The URL fragment for reading, copying and opening elsewhere; missing settings have their defaults. */
export function writeUrl(settings: Settings): string {
  const parts = names
    .filter((name) => always.includes(keyOf(name)) || String(settings[name]) !== String(defaults[name]))
    .map((name) => `${keyOf(name)}=${settings[name]}`);
  return `#${[`v=${version}`, ...parts].join('&')}`;
}
