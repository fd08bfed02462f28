import { type Endpoint, parseEndpoint, type Template } from '../../bench/check/endpoint.ts';
import { observe } from '../../bench/check/observe.ts';
import { judge } from '../../bench/check/watch/judge.ts';
import type { Observation } from '../../bench/check/watch/observation.ts';
import type { Times } from '../../bench/check/watch/place.ts';
import { dialectNamed } from '../../bench/dialects/index.ts';
import type { Fields } from '../../bench/model/index.ts';
import { patience } from '../support/patience.ts';

/** A server of a test: its endpoint, and the URL to publish to. */
export interface Judged {
  /** `sse:http://127.0.0.1:8080/events` */
  readonly endpoint: string;
  readonly dialect?: string;
  /** Absent: nothing is published. */
  readonly publish?: string;
  /** @default the mark as a field of JSON */
  readonly body?: string;
  /** Fields of every request. */
  readonly fields?: Fields;
}

/** Waits for expected answers have all the time of a test; waits for what never comes are as short as a test sets them. */
const patient: Times = { answer: patience, clump: patience, grace: patience, pause: 20, silence: patience, isHostile: false };

/** Milliseconds of silence in a test, and the shorter idle time that proxies would allow: a timer may be a little early. */
export const brief = { silence: 50, idle: 40 };

export function endpointOf({ endpoint, dialect = 'plain', fields = [] }: Judged): Endpoint {
  const parsed = parseEndpoint(endpoint);
  if (!parsed) throw new Error(`Expected an endpoint; got ${endpoint}.`);
  return { ...parsed, dialect: dialectNamed(dialect), fields };
}

function templateOf({ publish, body = '{"text":"{{mark}}"}' }: Judged): Template | undefined {
  if (publish === undefined) return undefined;
  const url = new URL(publish);
  return { method: 'POST', url, path: url.pathname, fields: [['Content-Type', 'application/json']], body };
}

/** @throws Error if it could not be checked */
export async function seen(judged: Judged, times: Partial<Times> = {}): Promise<Observation> {
  const [outcome] = await observe([endpointOf(judged)], templateOf(judged), { ...patient, ...times });
  if (!outcome?.observation) throw outcome?.failure ?? new Error('Expected an outcome; got none.');
  return outcome.observation;
}

/** Sorted names of the findings. */
export async function foundIn(judged: Judged, times: Partial<Times> = {}, idle?: number): Promise<readonly string[]> {
  const { found } = judge(await seen(judged, times), idle);
  return found.map(({ finding: { name } }) => name).sort();
}
