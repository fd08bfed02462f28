/** A first visit: what it shows, and how soon. */
import { transportNames } from '../../../server/stream/protocol.ts';
import { useChromium } from '../../browser/chromium.ts';
import { digits } from '../../report/format.ts';
import { median } from '../../statistics/index.ts';
import { useStartedLab } from '../lab/started-lab.ts';
import { untilCards } from './cards.ts';
import type { Finding } from './findings.ts';

/** First visits. Each has a lab and a browser of its own, and nothing stored. */
const visits = 5;
/** Milliseconds until all lanes have delivered something. */
const bar = 5_000;
/** Milliseconds after which a visit is abandoned. */
const patience = 30_000;

/** Milliseconds from opening the page to the first delivery on every lane. */
const visit = (signal: AbortSignal): Promise<number> =>
  useStartedLab(signal, (url) =>
    useChromium(signal, async (browser) => {
      const page = await browser.newPage({ viewport: { width: 1_280, height: 900 } });
      const begun = performance.now();
      await page.goto(url);
      await untilCards(page, 'a delivery on each lane', patience, ({ cards }) => transportNames.every((name) => cards[name].delivered > 0));
      return performance.now() - begun;
    }),
  );

/** The page without any setting: a race of all four begins by itself. */
export async function checkFirst(signal: AbortSignal): Promise<Finding[]> {
  const took: number[] = [];
  for (let count = 0; count < visits; count += 1) took.push(await visit(signal));
  const longest = Math.max(...took);
  return [
    {
      check: 'first',
      what: 'a first visit, until all four lanes have deliveries',
      bar: `within ${bar / 1_000} s, ${visits} times of ${visits}`,
      figure: `${digits(median(took) / 1_000)} s, at most ${digits(longest / 1_000)} s`,
      held: longest <= bar,
    },
  ];
}
