import type { Browser } from 'playwright-core';
import type { TransportName } from '../../server/stream/protocol.ts';
import { rootOf } from '../arms/requests.ts';
import { publishTimes } from '../model/index.ts';
import { monotonic, until } from '../processes/clock.ts';
import type { Published } from '../processes/publisher.ts';
import type { Stage } from '../stage/stage.ts';
import { LooseContext } from './loose-tab.ts';
import { type Follower, reachLast, readTicks, startLoop, startOver, type TabTicks } from './tab-loops.ts';

/** Milliseconds between two polls, and between two publishes. */
export const beat = { polls: 100, publishes: 250 };

/** Readings of one tab: when it asked, or received something. */
export interface SeenTab extends TabTicks {
  readonly follower: Follower;
  readonly hidden: boolean;
  /** Ticks that were due in that time. */
  readonly due: number;
}

export interface SeenTabs {
  readonly seconds: number;
  readonly published: Published;
  readonly tabs: readonly SeenTab[];
}

/** One loop per tab. The first tab of a context stays in front, and the others are compared with it. */
const tabsFor = (transports: readonly TransportName[]): { follower: Follower; hidden: boolean }[] => [
  ...(transports.includes('polling')
    ? [{ follower: 'setInterval', hidden: false } as const, { follower: 'setInterval', hidden: true } as const]
    : []),
  ...transports.map((follower) => ({ follower, hidden: true })),
];

/** Milliseconds until a tab receives the last notification. A hidden tab wakes once a second, and once a minute at worst. */
const patience = { awake: 5_000, deepAsleep: 65_000 };

/** Runs loops in tabs of one browser that are hidden as a user's are, for this many seconds. */
export async function watchHiddenTabs(stage: Stage, browser: Browser, transports: readonly TransportName[], seconds: number): Promise<SeenTabs> {
  const { settings, signal } = stage.bench;
  const url = rootOf(stage.direct);
  const library = await (await fetch(`${url}/sdk.global.js`, { signal })).text();
  const context = await LooseContext.open(browser);
  const wanted = tabsFor(transports);
  const front = await context.tab(`${url}/healthz`, false);
  const tabs = [];
  for (const { follower, hidden } of wanted) {
    const tab = hidden ? await context.tab(`${url}/healthz`, true) : front;
    await tab.run(library);
    await tab.call(startLoop, { follower, interval: beat.polls, hold: settings.hold });
    tabs.push({ tab, follower, hidden });
  }
  await Promise.all(tabs.map(({ tab }) => tab.call(startOver, undefined)));
  const start = monotonic();
  const times = publishTimes('periodic', 1_000 / beat.publishes, seconds, () => 0);
  const publishing = stage.publisher.call('publish', { start, times, payload: settings.payload });
  publishing.catch(() => {});
  await until(start + seconds * 1_000, signal);
  const published = await publishing;
  const wait = seconds > 60 ? patience.deepAsleep : patience.awake;
  await Promise.all(tabs.map(({ tab, follower }) => (follower === 'setInterval' ? undefined : tab.call(reachLast, { id: published.last, wait }))));
  const seen = await Promise.all(
    tabs.map(async ({ tab, follower, hidden }) => {
      const polls = follower === 'setInterval' || follower === 'polling';
      return { ...(await tab.call(readTicks, seconds * 1_000)), follower, hidden, due: (seconds * 1_000) / (polls ? beat.polls : beat.publishes) };
    }),
  );
  return { seconds, published, tabs: seen };
}
