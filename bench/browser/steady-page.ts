import type { Browser } from 'playwright-core';
import type { TransportName } from '../../server/stream/protocol.ts';
import { rootOf } from '../arms/requests.ts';
import type { ClientHeads } from '../model/index.ts';
import type { Conditions } from '../result/result.ts';
import type { Stage } from '../stage/stage.ts';
import { captureHeads } from './captured-heads.ts';
import { betweenExchanges, type Exchange, TimeTeller } from './clock-exchange.ts';
import { type Greeting, PageWatch, type Traffic } from './page-watch.ts';
import { StreamPage } from './stream-page.ts';

/** All readings of a page that followed the stream for some seconds. */
export interface SeenPage extends Greeting, Traffic {
  readonly conditions: Conditions;
  readonly heads: ClientHeads;
  readonly seconds: number;
  readonly clock: Exchange;
  /** Bytes after a garbage collection, with the stream still open. */
  readonly jsHeap: number;
  readonly troubles: readonly string[];
}

/** Sends steady traffic to a page in Chromium that follows the stream with the client library. */
export async function watchPage(
  stage: Stage,
  browser: Browser,
  transport: TransportName,
  conditions: Conditions,
  seconds: number,
): Promise<SeenPage> {
  const heads = await captureHeads(browser, stage.direct, transport, stage.bench.settings);
  const tab = await StreamPage.open(browser, rootOf(stage.direct));
  const teller = await TimeTeller.listen();
  try {
    const watch = await PageWatch.start(stage, tab, transport);
    const first = await teller.exchange(tab.page);
    const greeting = await watch.greet();
    const traffic = await watch.traffic(conditions, seconds);
    const clock = betweenExchanges(first, await teller.exchange(tab.page));
    const jsHeap = await watch.heap();
    return { conditions, heads, seconds, ...greeting, ...traffic, clock, jsHeap, troubles: watch.troubles };
  } finally {
    teller.close();
    await tab.close();
  }
}
