import { afterAll, beforeAll, describe, inject } from 'vitest';
import { shareChromium } from '../shared-chromium.ts';
import { DrivenPlatform } from './driven-platform.ts';
import { launchTimeout } from './driver.ts';
import { type BrowserName, provideBrowser } from './provide.ts';

/**
 * Runs tests of the client library in a real browser: one process per file; Chromium is shared by all files of a process. Without the browser they are skipped
 * with a message; under CI they fail.
 */
export async function describeInBrowser(name: BrowserName, title: string, tests: (platform: DrivenPlatform) => void): Promise<void> {
  const launch = await provideBrowser(name, inject('headless') ? shareChromium : undefined);
  describe.skipIf(!launch)(title, () => {
    const platform = new DrivenPlatform(name, launch ?? (() => Promise.reject(new Error(`There is no ${name}.`))));
    beforeAll(() => platform.start(), launchTimeout);
    afterAll(() => platform.close());
    tests(platform);
  });
}
