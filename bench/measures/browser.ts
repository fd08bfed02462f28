import type { Browser } from 'playwright-core';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { useChromium } from '../browser/chromium.ts';
import { watchHiddenTabs } from '../browser/hidden-tab.ts';
import { readSixConnections, readTab } from '../browser/limit-readings.ts';
import { readPage } from '../browser/page-reading.ts';
import { browserHeartbeat } from '../browser/page-watch.ts';
import { lines, trySixConnections } from '../browser/six-connections.ts';
import { watchPage } from '../browser/steady-page.ts';
import { conditionsOf, type Settings } from '../run/settings.ts';
import type { Bench } from '../stage/bench.ts';
import type { Measure, Reading, Task } from './measure.ts';

/** Multiplies the base rate: one page is one client, and 25 notifications have no 99th percentile. */
const livelier = 5;
/** Rounds, unless everything is measured in full; and the shortest window in seconds. */
const [rounds, leastSeconds] = [2, 2.5];
/** Seconds that tabs are hidden. Throttling to once a second begins at once; to once a minute, after one minute at the earliest. */
const hiddenFor = { short: 6, full: 150 };

/** The same stream in a real Chromium with the client library, and the effects of the browser itself. */
export const browser: Measure = {
  name: 'browser',
  tasks: (settings) => {
    const transports = transportNames.filter((name) => settings.contenders.some(({ arm }) => arm === name));
    return [...transports.map((name) => pageTask(settings, name)), ...sixTasks(settings, transports), hiddenTask(settings, transports)];
  },
};

/** Launches a Chromium, and records its version. */
const inChromium = <Value>(bench: Bench, act: (chromium: Browser) => Promise<Value>, sleepy = false): Promise<Value> =>
  useChromium(
    bench.signal,
    (chromium) => {
      bench.versions.chromium = chromium.version();
      return act(chromium);
    },
    sleepy,
  );

const contenderOf = (arm: TransportName) => ({ arm, twin: false });

/** Whole poll intervals where they are short enough: in half an interval too many, polling would wait longer than it does in the long run. */
function windowSeconds({ duration, pollInterval }: Settings): number {
  const least = Math.max(leastSeconds, duration);
  const whole = Math.ceil((least * 1_000) / pollInterval) * (pollInterval / 1_000);
  return whole <= 2 * least ? whole : least;
}

function pageTask(settings: Settings, transport: TransportName): Task {
  const seconds = windowSeconds(settings);
  const conditions = conditionsOf(settings, transport, { clients: 1, rate: livelier * settings.rate });
  return {
    key: `browser ${transport}`,
    title: `${transport} in Chromium: ${conditions.rate} notifications/s`,
    seconds: seconds + 3,
    ...(settings.effort !== 'full' && { rounds }),
    run: (bench, round) =>
      // One seed for all transports of a round, so that they have the same schedule.
      bench.use({ contender: contenderOf(transport), seed: settings.seed * 1_000 + round, heartbeat: browserHeartbeat }, (stage) =>
        inChromium(bench, async (chromium) => [readPage(await watchPage(stage, chromium, transport, conditions, seconds), transport)]),
      ),
  };
}

/** The limit of six does not vary, so one round is enough. */
function sixTasks(settings: Settings, transports: readonly TransportName[]): Task[] {
  const kinds = (['long-polling', 'sse'] as const).filter((kind) => transports.includes(kind));
  const [first] = kinds;
  if (!first) return [];
  return [
    {
      key: 'six connections',
      title: `${lines.opened} lines in one tab of Chromium`,
      seconds: 2.5 + 1.5 * kinds.length,
      rounds: 1,
      run: (bench) =>
        bench.use({ contender: contenderOf(first), seed: settings.seed }, (stage) =>
          inChromium(bench, async (chromium) => {
            const readings: Reading[] = [];
            for (const kind of kinds) readings.push(readSixConnections(await trySixConnections(stage, chromium, kind), kind, settings));
            return readings;
          }),
        ),
    },
  ];
}

function hiddenTask(settings: Settings, transports: readonly TransportName[]): Task {
  const seconds = settings.effort === 'full' ? hiddenFor.full : hiddenFor.short;
  return {
    key: 'hidden tab',
    title: `tabs in the background of Chromium for ${seconds} s`,
    seconds: seconds + 3.5,
    rounds: 1,
    run: (bench) =>
      bench.use({ contender: contenderOf(transports[0] ?? 'sse'), seed: settings.seed }, (stage) =>
        inChromium(
          bench,
          async (chromium) => {
            const seen = await watchHiddenTabs(stage, chromium, transports, seconds);
            return seen.tabs.map((tab) => readTab(tab, seen, settings));
          },
          true,
        ),
      ),
  };
}
