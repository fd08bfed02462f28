import { describe, expect, it } from 'vitest';
import { findings } from '../../bench/check/watch/findings/index.ts';
import type { Times } from '../../bench/check/watch/place.ts';
import { patience } from '../support/patience.ts';
import { startLongPolling, startPolling } from './faulty-pollers.ts';
import { startSocket, startSse } from './faulty-servers.ts';
import { brief, foundIn, type Judged } from './look.ts';

const starts = { sse: startSse, websocket: startSocket, 'long-polling': startLongPolling, polling: startPolling } as const;

interface Case {
  /** Other findings that the same fault causes. */
  readonly also?: readonly string[];
  /** Shorter waits for what never comes. */
  readonly times?: Partial<Times>;
  /** On a busy machine a short wait may cause further findings: the test expects at least this one. */
  readonly isBrief?: true;
  readonly passive?: true;
  readonly idle?: number;
}

const never: Case = { times: { grace: 50 } };
/** The waits for pongs and Close frames are as short. */
const neverOverSocket: Case = { ...never, isBrief: true };
const silent: Case = { times: { silence: brief.silence }, idle: brief.idle };

/** Settings that a fault needs to be found; the others need none. */
const cases: Readonly<Record<string, Case>> = {
  'sse late-head': { times: { clump: 50 }, isBrief: true },
  'sse held-back': { times: { clump: 50 }, isBrief: true },
  'websocket held-back': { times: { clump: 50 }, isBrief: true },
  'sse lost-in-a-cut': never,
  'websocket lost-in-a-cut': neverOverSocket,
  'sse no-id': never,
  'sse compression-holds': never,
  'websocket no-pong': neverOverSocket,
  'websocket no-message-limit': { times: { grace: 50, isHostile: true }, isBrief: true },
  'long-polling not-held': { times: { pause: patience } },
  'sse no-heartbeat': silent,
  'websocket no-heartbeat': silent,
  'polling repeats-itself': { also: ['grows'] },
  'long-polling held-too-long': { ...silent, passive: true },
  'long-polling hold-ends-badly': { passive: true },
};

const all = findings.flatMap(({ name, kinds }) => kinds.map((kind) => ({ name, kind })));

describe('A server with one fault', () => {
  it.each(all)('$kind: $name is found', async ({ name, kind }) => {
    const { also = [], times, isBrief, passive, idle } = cases[`${kind} ${name}`] ?? {};
    const { publish, ...rest } = await starts[kind](name);
    const judged: Judged = passive || publish === undefined ? rest : { ...rest, publish };
    const found = await foundIn(judged, times, idle);
    if (isBrief) expect(found).toContain(name);
    else expect(found).toEqual([name, ...also].sort());
  });

  it('every case names an existing finding', () => {
    const names = all.map(({ kind, name }) => `${kind} ${name}`);
    expect(Object.keys(cases).filter((key) => !names.includes(key))).toEqual([]);
  });
});

describe('A server without a fault', () => {
  it.each(Object.entries(starts))('%s: nothing is found, and all checks ran', async (_, start) => {
    expect(await foundIn(await start(), { isHostile: true })).toEqual([]);
  });

  it('that compresses and flushes: nothing is found', async () => {
    expect(await foundIn(await startSse('flushed'))).toEqual([]);
  });
});
