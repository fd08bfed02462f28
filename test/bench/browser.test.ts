import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { launchChromium, useChromium } from '../../bench/browser/chromium.ts';
import { watchHiddenTabs } from '../../bench/browser/hidden-tab.ts';
import { readTab } from '../../bench/browser/limit-readings.ts';
import { readPage } from '../../bench/browser/page-reading.ts';
import { browserHeartbeat } from '../../bench/browser/page-watch.ts';
import { trySixConnections } from '../../bench/browser/six-connections.ts';
import { watchPage } from '../../bench/browser/steady-page.ts';
import { readInvocation } from '../../bench/command-line/options.ts';
import { browser as browserMeasure } from '../../bench/measures/browser.ts';
import { environment } from '../../bench/run/environment.ts';
import { planRun, planSeconds } from '../../bench/run/plan.ts';
import { conditionsOf } from '../../bench/run/settings.ts';
import { Bench } from '../../bench/stage/bench.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';

const never = new AbortController().signal;

const { settings } = readInvocation(['--quick', '--poll-interval', '200', '--measures', 'browser'], false);

/** A separate server, in its own process. */
async function openStage(arm: TransportName, heartbeat = 15) {
  const bench = new Bench(settings, never);
  onTestFinished(() => bench.close());
  return bench.stage({ contender: { arm, twin: false }, seed: 7, heartbeat });
}

describe('--browser', () => {
  it('adds the browser to the default measures, or to those that are named', () => {
    const measures = (...flags: string[]) => readInvocation(flags, false).settings.measures;
    expect(measures('--quick')).not.toContain('browser');
    expect(measures('--quick', '--browser')).toEqual([...measures('--quick'), 'browser']);
    expect(measures('--measures', 'bytes', '--browser')).toEqual(['bytes', 'browser']);
  });

  it('adds about a minute to a default run', () => {
    const { settings: whole } = readInvocation(['--measures', 'browser'], false);
    expect(planSeconds(planRun(whole))).toBeLessThanOrEqual(66);
  });
});

describe.skipIf(!inject('chromium'))('The same stream in Chromium', () => {
  // Each reading opens its own context, so one browser is enough: starting a browser takes more processor time than a reading.
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(inject('chromium'));
  });
  afterAll(() => browser.close());

  it.each(transportNames)('%s: a complete ledger, the predicted bytes, and a latency with its error', async (transport) => {
    const stage = await openStage(transport, browserHeartbeat);
    const conditions = conditionsOf(settings, transport, { clients: 1, rate: 100 });
    const seen = await watchPage(stage, browser, transport, conditions, 1.2);
    const { round, warnings } = readPage(seen, transport);
    const { metrics, predicted = {}, ledger } = round;
    expect(warnings).toEqual([]);
    expect(ledger).toMatchObject({ lost: 0, doubled: 0, reordered: 0, gaps: 0 });
    expect(ledger.delivered).toBe(ledger.expected);
    expect(ledger.expected).toBeGreaterThan(60);
    // The number of SSE events in a chunk depends on how busy the machine is. The reading has no warning, so the bytes are within their bounds.
    for (const name of [...(transport === 'sse' ? [] : (['bytes'] as const)), 'handshakeUp', 'handshakeDown'] as const) {
      expect(Math.abs((metrics[name] ?? 0) / (predicted[name] ?? 1) - 1), name).toBeLessThan(0.01);
    }
    expect(metrics.clockError).toBeGreaterThan(0);
    const earliest = Math.min(...seen.arrivals.map(({ now, scheduled }) => now + seen.clock.offset - scheduled));
    expect(earliest).toBeGreaterThan(-seen.clock.bound);
    expect(metrics.mainThread).toBeGreaterThan(0);
    expect(metrics.jsHeap).toBeGreaterThan(100);
    // CDP counts no frame headers, and no requests. It may report bytes late, so only the whole stream can be compared.
    const down = (seen.after.server?.down ?? 0) - (seen.blank.server?.down ?? 0);
    expect(seen.after.claimed).toBeGreaterThan(seen.blank.claimed);
    expect(seen.after.claimed - seen.blank.claimed).toBeLessThanOrEqual(down * 1.05);
  });

  it.each(['sse', 'long-polling'] as const)('opens six of eight connections of %s, and reports no error for the others', async (kind) => {
    const stage = await openStage(kind);
    const seen = await trySixConnections(stage, browser, kind);
    expect(seen).toMatchObject({ open: 6, waiting: 2, errors: 0, atServer: 6, fetch: { stalled: true } });
    // Both opened, the WebSocket while two others were waiting: otherwise the times would be missing.
    for (const took of [seen.websocket, seen.next]) expect(took).toBeGreaterThan(0);
  });

  it('reports its version', async () => {
    const bench = new Bench(settings, never);
    onTestFinished(() => bench.close());
    const six = browserMeasure.tasks?.(settings).find(({ key }) => key === 'six connections');
    await six?.run(bench, 0);
    expect((await environment(bench.versions)).versions).toMatchObject({ ws: expect.any(String), chromium: expect.stringMatching(/^\d+\./) });
  });

  it('wakes the timers of a hidden tab once a second, and does not delay pushes to it', async () => {
    const stage = await openStage('sse');
    const seconds = 4;
    const seen = await useChromium(never, (sleepy) => watchHiddenTabs(stage, sleepy, transportNames, seconds), true);
    const readings = seen.tabs.map((tab) => readTab(tab, seen, settings));
    expect(readings.flatMap(({ warnings = [] }) => warnings)).toEqual([]);
    const ticks = Object.fromEntries(readings.map(({ arm, variant, round }) => [`${arm}, ${variant}`, round.metrics.ticks ?? 0]));
    const hidden = ticks['polling, hidden tab, setInterval(100)'] ?? 0;
    // On a busy machine both tabs have fewer ticks.
    expect(ticks['polling, tab in front, setInterval(100)']).toBeGreaterThan(3 * hidden);
    expect(ticks['polling, hidden tab, setInterval(100)']).toBeLessThanOrEqual(15);
    expect(ticks['polling, hidden tab, fetch, then setTimeout(100)']).toBeLessThanOrEqual(20);
    for (const arm of ['long-polling', 'sse', 'websocket']) expect(ticks[`${arm}, hidden tab`], arm).toBeGreaterThan(3 * hidden);
    for (const { round } of readings) expect(round.ledger.lost + round.ledger.doubled + round.ledger.reordered).toBe(0);
  });

  it('ends the browser at once when the run is interrupted', async () => {
    const interrupt = new AbortController();
    const running = useChromium(interrupt.signal, async (own) => {
      const page = await own.newPage();
      const waiting = page.evaluate(() => new Promise(() => {}));
      interrupt.abort();
      await waiting;
    });
    await expect(running).rejects.toThrow();
  });
});
