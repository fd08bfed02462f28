import type { Browser } from 'playwright-core';
import { parseCursor, type TransportName } from '../../server/stream/protocol.ts';
import { rootOf } from '../arms/requests.ts';
import { type Census, type ClientHeads, publishTimes } from '../model/index.ts';
import { monotonic, until } from '../processes/clock.ts';
import type { Published } from '../processes/publisher.ts';
import type { ServerCounters } from '../processes/server-probe.ts';
import type { Conditions } from '../result/result.ts';
import type { Stage } from '../stage/stage.ts';
import { seededRandom } from '../statistics/random.ts';
import { captureHeads } from './captured-heads.ts';
import { censusOf } from './census.ts';
import { betweenExchanges, type Exchange, TimeTeller } from './clock-exchange.ts';
import { NetworkWatch } from './network-watch.ts';
import { type Arrival, StreamPage } from './stream-page.ts';

/** Both ends while nothing is under way. */
export interface Rest {
  /** Absent if the server is not ours. */
  readonly server?: ServerCounters;
  readonly census: Census;
  readonly claimed: number;
  readonly doubled: number;
  readonly gaps: number;
}

/** All that is known of a page that followed the stream for some seconds. */
export interface SeenPage {
  readonly conditions: Conditions;
  readonly heads: ClientHeads;
  readonly seconds: number;
  readonly published: Published;
  readonly arrivals: readonly Arrival[];
  readonly clock: Exchange;
  /** Before the stream was opened, behind its hello, before the first publish that counts, and after the last had arrived. */
  readonly blank: Rest;
  readonly greeted: Rest;
  readonly before: Rest;
  readonly after: Rest;
  /** Share of a core, 0 to 1, that the page's main thread was busy. */
  readonly mainThread: number;
  /** Bytes, garbage collected, with the stream still open. */
  readonly jsHeap: number;
  /** Numbers below this were not asked for. */
  readonly firstSeq: number;
  readonly troubles: readonly string[];
}

/** Seconds of silence before a heartbeat, and between pings: longer than a window, because the browser tells nobody of pings. */
export const browserHeartbeat = 60;

const warmUp = { rate: 250, seconds: 0.4 };
/** Milliseconds from an order until it is due; until what is missing counts as lost; between two looks that have to agree. */
const [lead, patience, pause] = [30, 5_000, 25];

/** Steady traffic for a page in Chromium that follows the stream with the client library. */
export async function watchPage(
  stage: Stage,
  browser: Browser,
  transport: TransportName,
  conditions: Conditions,
  seconds: number,
): Promise<SeenPage> {
  const { settings, signal } = stage.bench;
  const { pollInterval: interval, hold } = settings;
  const heads = await captureHeads(browser, stage.direct, transport, settings);
  const tab = await StreamPage.open(browser, rootOf(stage.direct));
  const teller = await TimeTeller.listen();
  try {
    const network = await NetworkWatch.start(tab.cdp);
    await tab.cdp.send('Performance.enable');
    const troubles: string[] = [];
    const arrived: Arrival[] = [];
    /** The cursor of the server's hello; `undefined` before that, when a page has no stream and no books yet. */
    let hello: string | undefined;
    const rest = async (held: number): Promise<Rest> => {
      const found = await settle(stage, () => network.underWay === held);
      if (!found.calm) troubles.push('The browser did not come to rest: bytes are counted in the middle of an exchange.');
      const { ledger, cursor } = hello === undefined ? { ledger: { doubled: 0, gaps: 0 }, cursor: '' } : await tab.books();
      arrived.push(...(hello === undefined ? [] : await tab.take()));
      const counts = network.counts(cursor);
      const { doubled, gaps } = ledger;
      const greeting = hello === undefined ? undefined : { cursor: hello, heartbeat: browserHeartbeat * 1_000 };
      const census = censusOf(transport, counts, greeting, arrived);
      return { ...(found.server && { server: found.server }), census, claimed: counts.claimed, doubled, gaps };
    };
    const publish = (start: number, times: readonly number[]) => stage.publisher.call('publish', { start, times, payload: settings.payload });
    const held = transport === 'long-polling' ? 1 : 0;

    const first = await teller.exchange(tab.page);
    const blank = await rest(0);
    hello = await tab.follow({ transport, interval, hold });
    const greeted = await rest(held);
    const warm = await publish(
      monotonic() + lead,
      publishTimes('periodic', warmUp.rate, warmUp.seconds, () => 0),
    );
    await tab.reach(warm.last, patience + interval);
    const before = await rest(held);

    const times = publishTimes(conditions.schedule, conditions.rate, seconds, seededRandom(stage.options.seed));
    const start = monotonic() + lead;
    const publishing = publish(start, times);
    publishing.catch(() => {});
    await until(start, signal);
    const begin = await performanceOf(tab);
    await until(start + seconds * 1_000, signal);
    const end = await performanceOf(tab);
    const published = await publishing;
    if (!(await tab.reach(published.last, patience + interval))) troubles.push(`Not all arrived: number ${published.last} is missing.`);
    const counted = arrived.length;
    const after = await rest(held);
    const clock = betweenExchanges(first, await teller.exchange(tab.page));
    await tab.cdp.send('HeapProfiler.collectGarbage');
    const { JSHeapUsedSize: jsHeap = 0 } = await performanceOf(tab);
    const busy = ((end.TaskDuration ?? 0) - (begin.TaskDuration ?? 0)) / ((end.Timestamp ?? 1) - (begin.Timestamp ?? 0));
    const firstSeq = (parseCursor(warm.last)?.seq ?? 0) + 1;
    const arrivals = arrived.slice(counted);
    return { conditions, heads, seconds, published, arrivals, clock, blank, greeted, before, after, mainThread: busy, jsHeap, firstSeq, troubles };
  } finally {
    teller.close();
    await tab.close();
  }
}

/** Waits until the browser says that nothing is under way, and the server's sockets have counted the same twice. */
async function settle({ server, bench: { signal } }: Stage, holds: () => boolean): Promise<{ server: ServerCounters | undefined; calm: boolean }> {
  const deadline = monotonic() + 3_000;
  let last = await server?.call('counters');
  for (;;) {
    await until(monotonic() + pause, signal);
    const now = await server?.call('counters');
    const calm = holds() && now?.up === last?.up && now?.down === last?.down;
    if (calm || monotonic() > deadline) return { server: now, calm };
    last = now;
  }
}

/** Metrics of the tab by name; times in seconds, sizes in bytes. */
async function performanceOf({ cdp }: StreamPage): Promise<Readonly<Record<string, number>>> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}
