import type { Browser } from 'playwright-core';
import { beforeAll, describe, it } from 'vitest';
import { shareChromium } from '../support/shared-chromium.ts';
import { playLesson, withoutBrowser } from './lesson-support.ts';

describe.skipIf(withoutBrowser())('the lesson fooled-by-a-benchmark', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('runs to the end: twins differ, a client that waits for answers misses most delays, bodies leave out the headers, and distance makes long-polling later', async () => {
    await playLesson(browser, 'fooled-by-a-benchmark', { twice: 0, omission: 0.8, bytes: 1, localhost: 0 });
  });
});
