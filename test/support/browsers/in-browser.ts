import { afterAll, beforeAll, describe, inject } from 'vitest';
import { DrivenPlatform } from './driven-platform.ts';
import { launchTimeout } from './driver.ts';
import { type BrowserName, provideBrowser } from './provide.ts';

/** Tests of the client library in a real browser: one process for the whole file, and of Chromium the one that all files share. They are skipped, loudly, where that cannot be had; under CI that fails. */
export async function describeInBrowser(name: BrowserName, title: string, tests: (platform: DrivenPlatform) => void): Promise<void> {
  const launch = await provideBrowser(name, inject('sharedChromium'));
  describe.skipIf(!launch)(title, () => {
    const platform = new DrivenPlatform(name, launch ?? (() => Promise.reject(new Error(`There is no ${name}.`))));
    beforeAll(() => platform.start(), launchTimeout);
    afterAll(() => platform.close());
    tests(platform);
  });
}
