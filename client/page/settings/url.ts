import { limits, transportNames } from '../../../server/stream/protocol.ts';
import { percentiles } from '../track/summary.ts';
import { type Settings, themes } from './settings.ts';

/** What the page shows to who comes for the first time. */
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
  span: 15,
  percentile: 'p50',
  projector: false,
  theme: 'auto',
};

/** The settings that are numbers. */
export type Quantity = { [Name in keyof Settings]: Settings[Name] extends number ? Name : never }[keyof Settings];

/** From where to where each may go; what is beyond is moved to the end. */
export const ranges: Readonly<Record<Quantity, readonly [least: number, most: number]>> = {
  rate: [0, 1_000],
  burst: [1, 1_000],
  payload: [16, limits.dataBytes],
  seed: [1, 2 ** 31 - 1],
  pollInterval: [100, 60_000],
  hold: [5, limits.holdMax],
  rtt: [0, 1_000],
  jitter: [0, 1_000],
  bandwidth: [0, 100_000_000],
  cookie: [0, 8_000],
  span: [5, 60],
};

/** A key of the URL for each setting, in the order in which they stand there. */
const keys: Readonly<Record<string, keyof Settings>> = Object.fromEntries(
  Object.keys(defaults).map((name) => [name === 'pollInterval' ? 'poll' : name, name as keyof Settings]),
);

const version = '1';

/** These stand in the URL always, so that it can be read. */
const spoken: readonly string[] = ['mode', 'rate', 'rtt', 'poll'];

const words = {
  mode: ['race', 'one'],
  transport: transportNames,
  span: ['5', '15', '60'],
  percentile: percentiles,
  projector: ['true', 'false'],
  theme: themes,
} as const;

const hasWords = (name: string): name is keyof typeof words => name in words;

/** What the fragment of a URL says. */
export interface UrlReading {
  readonly settings: Settings;
  /** Sentences about what was not taken as it stood there. */
  readonly notices: readonly string[];
  /** Gives control over a lab that listens on more than loopback; not a setting. */
  readonly token: string | undefined;
  /** Nothing was set: a first visit. */
  readonly empty: boolean;
}

/** @returns the value, or a sentence on why it is none */
function read(key: string, name: keyof Settings, text: string): { readonly value: Settings[keyof Settings] } | string {
  if (hasWords(name)) {
    if (!(words[name] as readonly string[]).includes(text)) return `Expected ${key} to be ${words[name].join(', ')}; got “${text}”.`;
    if (name === 'span') return { value: Number(text) };
    return { value: name === 'projector' ? text === 'true' : (text as Settings['mode']) };
  }
  if (name === 'lanes') {
    const lanes = transportNames.filter((lane) => text.split(',').includes(lane));
    return lanes.length > 0 ? { value: lanes } : `Expected lanes to be some of ${transportNames.join(', ')}; got “${text}”.`;
  }
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) return `Expected ${key} to be a number; got “${text}”.`;
  return { value };
}

/** Numbers that are out of range moved to its end. */
export function clamped(settings: Settings): Settings {
  const quantities = Object.entries(ranges).map(([name, [least, most]]) => [name, Math.min(Math.max(settings[name as Quantity], least), most)]);
  return { ...settings, ...Object.fromEntries(quantities) };
}

/** @param hash `#v=1&mode=race&rate=20`, with or without the `#` */
export function readUrl(hash: string): UrlReading {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const token = given.get('token') ?? undefined;
  given.delete('token');
  const notices: string[] = [];
  const found: Partial<Record<keyof Settings, Settings[keyof Settings]>> = {};
  for (const [key, text] of given) {
    if (key === 'v') {
      if (text !== version) notices.push(`This link is of version ${text}; this page reads version ${version} and took what it knows.`);
      continue;
    }
    const name = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (!name) {
      notices.push(`“${key}” is no setting of this page; it was left out.`);
      continue;
    }
    const reading = read(key, name, text);
    if (typeof reading === 'string') notices.push(reading);
    else found[name] = reading.value;
  }
  const asked = { ...defaults, ...found } as Settings;
  const settings = clamped(asked);
  for (const [key, name] of Object.entries(keys)) {
    if (settings[name] !== asked[name])
      notices.push(`${key} goes from ${ranges[name as Quantity].join(' to ')}; ${asked[name]} became ${settings[name]}.`);
  }
  return { settings, notices, token, empty: given.size === 0 };
}

/** The same, to be read, copied and opened elsewhere: what is not said is the default. */
export function writeUrl(settings: Settings): string {
  const parts = Object.entries(keys)
    .filter(([key, name]) => spoken.includes(key) || `${settings[name]}` !== `${defaults[name]}`)
    .map(([key, name]) => `${key}=${settings[name as 'lanes']}`);
  return `#${[`v=${version}`, ...parts].join('&')}`;
}
