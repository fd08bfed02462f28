import type { Page } from 'playwright-core';
import { useChromium } from '../../browser/chromium.ts';
import { useStartedLab } from '../lab/started-lab.ts';

/** Opens the page with these settings, in a lab and a browser of its own. @param settings of its URL, such as `rate=20&rtt=300` */
export const useLabPage = <Value>(signal: AbortSignal, settings: string, act: (page: Page) => Promise<Value>): Promise<Value> =>
  useStartedLab(signal, (url) =>
    useChromium(signal, async (browser) => {
      const page = await browser.newPage({ viewport: { width: 1_280, height: 900 } });
      await page.goto(`${url}/#v=1&mode=race&conditions=true&${settings}`);
      return act(page);
    }),
  );
