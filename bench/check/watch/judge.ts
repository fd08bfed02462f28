import { type Finding, findings } from './findings/index.ts';
import type { Observation } from './observation.ts';

/** Milliseconds of silence that common proxies allow: proxy_read_timeout of nginx, and first_byte_timeout of Varnish. */
const idleLimit = 60_000;

export interface Found {
  readonly finding: Finding;
  /** A sentence. */
  readonly seen: string;
}

/** What becomes of each finding that an endpoint of this kind may have. */
export interface Judgement {
  readonly found: readonly Found[];
  readonly held: readonly Finding[];
  /** Not tried, or not to be seen this time. */
  readonly untried: readonly Finding[];
}

/** Pure: the same observation gives the same judgement. @param idle milliseconds of silence that proxies allow */
export function judge(observation: Observation, idle = idleLimit): Judgement {
  const own = findings.filter(({ kinds }) => kinds.includes(observation.kind));
  const seen = own.map((finding) => ({ finding, seen: finding.see(observation, idle) }));
  return {
    found: seen.flatMap(({ finding, seen: what }) => (typeof what === 'string' ? [{ finding, seen: what }] : [])),
    held: seen.filter(({ seen: what }) => what === true).map(({ finding }) => finding),
    untried: seen.filter(({ seen: what }) => what === undefined).map(({ finding }) => finding),
  };
}
