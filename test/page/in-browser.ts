import { afterAll, beforeAll, describe, inject } from 'vitest';
import { type Driver, launchTimeout } from '../support/browsers/driver.ts';
import { type BrowserName, provideBrowser } from '../support/browsers/provide.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { racesIn } from './race-in-browser.ts';
import { scenesIn } from './scenes-in-browser.ts';

/** The page and its scenes in one browser, which is started once. */
export async function pageIn(name: BrowserName): Promise<void> {
  const launch = await provideBrowser(name, inject('headless') ? shareChromium : undefined);

  describe.skipIf(!launch)(`in ${name}`, () => {
    let driver: Driver;
    beforeAll(async () => {
      if (launch) driver = await launch();
    }, launchTimeout);
    afterAll(() => driver?.close());

    describe('the page', () => racesIn(() => driver));
    describe('a scene', () => scenesIn(() => driver));
  });
}
