import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { beyondMeasured, forecast, serverCost, type WhatIf } from '../../bench/model/index.ts';
import { coefficientsOf } from '../../bench/report/coefficients.ts';
import type { transportNames } from '../../server/stream/protocol.ts';
import { fixtureResult } from './fixture-result.ts';

const given: WhatIf = { clients: 1_000, rate: 1, pollInterval: 1_000, payload: 100, cookies: 0, rtt: 100 };

const both = ({ up, down }: { up: number; down: number }) => up + down;

describe('What if', () => {
  it('polling sends one request per client and interval, and a notification is on average half an interval and half a round trip old', () => {
    expect(forecast('polling', { ...given, pollInterval: 5_000 })).toMatchObject({ requests: 200, staleness: 2_550 });
  });

  it('a push needs no request, and is half a round trip old', () => {
    for (const name of ['sse', 'websocket'] as const) expect(forecast(name, given)).toMatchObject({ requests: 0, staleness: 50 });
  });

  it('a WebSocket frame takes its JSON and 2 or 4 bytes, and 104 more with TCP/IP, acknowledgement included', () => {
    const { application, network } = forecast('websocket', { ...given, payload: 101, heartbeat: 0 });
    expect(application.up).toBe(0);
    expect(application.down * 1e6).toBeCloseTo(1_000 * 8 * (4 + 165), 6);
    expect(both(network) * 1e6).toBeCloseTo(1_000 * 8 * (4 + 165 + 104), 6);
    expect(network.up * 1e6).toBeCloseTo(1_000 * 8 * 52, 6);
  });

  it('cookies add bytes to every request, and to no push', () => {
    const more = (name: (typeof transportNames)[number]) =>
      (both(forecast(name, { ...given, cookies: 500 }).application) - both(forecast(name, given).application)) * 1e6;
    expect(more('polling')).toBeCloseTo(1_000 * 8 * 510, 4);
    expect(more('sse')).toBe(0);
    expect(more('websocket')).toBe(0);
  });

  it('long-polling needs few requests at low rates, and one per round trip at high rates', () => {
    expect(forecast('long-polling', { ...given, rate: 0.01, hold: 60 }).requests / 1_000).toBeLessThan(0.025);
    expect(forecast('long-polling', { ...given, rate: 1_000 }).requests / 1_000).toBeCloseTo(10, 1);
    expect(forecast('long-polling', { ...given, rate: 0, rtt: 0, hold: 10 }).requests).toBe(100);
  });
});

describe('The estimate for a server', () => {
  const coefficients = coefficientsOf(fixtureResult());

  it('is the cost in the fixture, times clients and rate', () => {
    const cost = serverCost('websocket', { ...given, rate: 10 }, coefficients);
    expect(cost?.cores).toBeCloseTo((1_000 * (4.9 + 10 * 22)) / 1e6, 1);
    expect(cost?.heap).toBeCloseTo((1_000 * 2.9) / 1_024, 0);
  });

  it('halves for polling clients that wait twice as long', () => {
    const idle = (pollInterval: number) => serverCost('polling', { ...given, rate: 0, pollInterval }, coefficients)?.cores ?? 0;
    expect(idle(1_000) / idle(2_000)).toBeCloseTo(2, 6);
  });

  it('is called an extrapolation outside the measured range', () => {
    const inside = { ...given, clients: coefficients.measuredRange.clients[1], rate: coefficients.measuredRange.rate[1] };
    expect(beyondMeasured(inside, coefficients)).toEqual([]);
    expect(beyondMeasured({ ...inside, clients: 1e6, pollInterval: 60_000 }, coefficients)).toEqual(['clients', 'pollInterval']);
  });

  it('is missing for a transport that was not measured', () => {
    expect(serverCost('sse', given, { ...coefficients, transports: {} })).toBeUndefined();
  });
});

/** Every file that a module needs at run time, so without imports of types. */
function neededBy(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const [, from = ''] of readFileSync(path, 'utf8').matchAll(/^(?:import|export)(?! type)[^;]*? from '([^']+)';/gm)) {
    if (from.startsWith('.')) neededBy(join(dirname(path), from), seen);
    else seen.add(from);
  }
  return seen;
}

describe('A module that the page imports', () => {
  it.each(['bench/model/index.ts', 'bench/report/coefficients.ts'])(
    '%s needs no module of Node, no package, and of the server only the protocol',
    (entry) => {
      const root = fileURLToPath(new URL('../../', import.meta.url));
      const foreign = [...neededBy(join(root, entry))].filter((path) => !path.startsWith(join(root, 'bench/')));
      expect(foreign.map((path) => path.replace(root, '')).filter((path) => path !== 'server/stream/protocol.ts')).toEqual([]);
    },
  );
});
