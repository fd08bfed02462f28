import { parseCursor, type TransportName } from '../../server/stream/protocol.ts';
import { type Census, publishTimes } from '../model/index.ts';
import { monotonic, until } from '../processes/clock.ts';
import type { Published } from '../processes/publisher.ts';
import type { ServerCounters } from '../processes/server-probe.ts';
import type { Conditions } from '../result/result.ts';
import type { Stage } from '../stage/stage.ts';
import { seededRandom } from '../statistics/random.ts';
import { censusOf } from './census.ts';
import { NetworkWatch } from './network-watch.ts';
import type { Arrival, StreamPage } from './stream-page.ts';

/** Both ends while nothing is pending. */
export interface Rest {
  /** Absent if the server is not the lab. */
  readonly server?: ServerCounters;
  readonly census: Census;
  readonly claimed: number;
  readonly doubled: number;
  readonly gaps: number;
}

/** A page that has opened the stream and has received some notifications that do not count. */
export interface Greeting {
  /** Before the stream was opened, after its hello, and before the first publish that counts. */
  readonly blank: Rest;
  readonly greeted: Rest;
  readonly before: Rest;
  /** Numbers below this are warm-up. */
  readonly firstSeq: number;
}

/** The result of publishing by a schedule. */
export interface Traffic {
  readonly published: Published;
  readonly arrivals: readonly Arrival[];
  /** After the last had arrived. */
  readonly after: Rest;
  /** Share of a core, 0 to 1, that the page's main thread was busy. */
  readonly mainThread: number;
}

/** Seconds of silence before a heartbeat, and between pings. Longer than the measurement, because the browser does not report pings. */
export const browserHeartbeat = 60;

const warmUp = { rate: 250, seconds: 0.4 };
/** Milliseconds from an order until it is due; until a missing notification counts as lost; between two readings that have to agree. */
const [lead, patience, pause] = [30, 5_000, 25];

/** One page that follows the stream, counted at both ends. */
export class PageWatch {
  /** What went wrong, in sentences. */
  readonly troubles: string[] = [];
  readonly #stage: Stage;
  readonly #tab: StreamPage;
  readonly #network: NetworkWatch;
  readonly #transport: TransportName;
  readonly #arrived: Arrival[] = [];
  /** The cursor of the server's hello; `undefined` before it, when the page has no stream and no ledger yet. */
  #hello: string | undefined;

  private constructor(stage: Stage, tab: StreamPage, network: NetworkWatch, transport: TransportName) {
    this.#stage = stage;
    this.#tab = tab;
    this.#network = network;
    this.#transport = transport;
  }

  static async start(stage: Stage, tab: StreamPage, transport: TransportName): Promise<PageWatch> {
    const network = await NetworkWatch.start(tab.cdp);
    await tab.cdp.send('Performance.enable');
    return new PageWatch(stage, tab, network, transport);
  }

  /** Opens the stream and warms up both ends. */
  async greet(): Promise<Greeting> {
    const { pollInterval: interval, hold } = this.#stage.bench.settings;
    const blank = await this.#rest();
    this.#hello = await this.#tab.follow({ transport: this.#transport, interval, hold });
    const greeted = await this.#rest();
    const warm = await this.#publish(
      monotonic() + lead,
      publishTimes('periodic', warmUp.rate, warmUp.seconds, () => 0),
    );
    await this.#tab.reach(warm.last, patience + interval);
    return { blank, greeted, before: await this.#rest(), firstSeq: (parseCursor(warm.last)?.seq ?? 0) + 1 };
  }

  /** Steady traffic for some seconds. */
  async traffic(conditions: Conditions, seconds: number): Promise<Traffic> {
    const { settings, signal } = this.#stage.bench;
    const times = publishTimes(conditions.schedule, conditions.rate, seconds, seededRandom(this.#stage.options.seed));
    const start = monotonic() + lead;
    const publishing = this.#publish(start, times);
    publishing.catch(() => {});
    await until(start, signal);
    const begin = await this.#performance();
    await until(start + seconds * 1_000, signal);
    const end = await this.#performance();
    const published = await publishing;
    const all = await this.#tab.reach(published.last, patience + settings.pollInterval);
    if (!all) this.troubles.push(`Not all arrived: number ${published.last} is missing.`);
    const counted = this.#arrived.length;
    const after = await this.#rest();
    return { published, arrivals: this.#arrived.slice(counted), after, mainThread: busyShare(begin, end) };
  }

  /** Bytes of the page's heap after a garbage collection, with the stream still open. */
  async heap(): Promise<number> {
    await this.#tab.cdp.send('HeapProfiler.collectGarbage');
    return (await this.#performance()).JSHeapUsedSize ?? 0;
  }

  #publish(start: number, times: readonly number[]): Promise<Published> {
    const { payload } = this.#stage.bench.settings;
    return this.#stage.publisher.call('publish', { start, times, payload });
  }

  async #rest(): Promise<Rest> {
    const underWay = this.#hello !== undefined && this.#transport === 'long-polling' ? 1 : 0;
    const { calm, server, seen } = await settle(this.#stage, async () => {
      const { doubled, gaps, cursor } = await this.#look();
      return { doubled, gaps, counts: this.#network.counts(cursor), holds: this.#network.underWay === underWay };
    });
    if (!calm) this.troubles.push('The browser did not come to rest: bytes are counted in the middle of an exchange.');
    const { doubled, gaps, counts } = seen;
    const greeting = this.#hello === undefined ? undefined : { cursor: this.#hello, heartbeat: browserHeartbeat * 1_000 };
    const census = censusOf(this.#transport, counts, greeting, this.#arrived);
    return { ...(server && { server }), census, claimed: counts.claimed, doubled, gaps };
  }

  /** Reads the page. When it has answered, everything has been reported that the server had received before. */
  async #look(): Promise<{ readonly doubled: number; readonly gaps: number; readonly cursor: string }> {
    if (this.#hello === undefined) {
      await this.#tab.cdp.send('Runtime.evaluate', { expression: '0' });
      return { doubled: 0, gaps: 0, cursor: '' };
    }
    const { ledger, cursor } = await this.#tab.books();
    this.#arrived.push(...(await this.#tab.take()));
    return { doubled: ledger.doubled, gaps: ledger.gaps, cursor };
  }

  #performance(): Promise<Metrics> {
    return performanceOf(this.#tab);
  }
}

/** Looks at the browser between two readings of the server's sockets, until these agree and nothing is pending. */
async function settle<Seen extends { readonly holds: boolean }>(
  { server, bench: { signal } }: Stage,
  look: () => Promise<Seen>,
): Promise<{ server: ServerCounters | undefined; seen: Seen; calm: boolean }> {
  const deadline = monotonic() + 3_000;
  let last = await server?.call('counters');
  for (;;) {
    await until(monotonic() + pause, signal);
    const seen = await look();
    const now = await server?.call('counters');
    const calm = seen.holds && now?.up === last?.up && now?.down === last?.down;
    if (calm || monotonic() > deadline) return { server: now, seen, calm };
    last = now;
  }
}

/** Metrics of a tab by name; times in seconds, sizes in bytes. */
type Metrics = Readonly<Record<string, number>>;

async function performanceOf({ cdp }: StreamPage): Promise<Metrics> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

const busyShare = (begin: Metrics, end: Metrics): number =>
  ((end.TaskDuration ?? 0) - (begin.TaskDuration ?? 0)) / ((end.Timestamp ?? 1) - (begin.Timestamp ?? 0));
