import type { Browser } from 'playwright-core';
import { beforeAll, describe, it } from 'vitest';
import { shareChromium } from '../support/shared-chromium.ts';
import { playLesson, withoutBrowser } from './lesson-support.ts';

describe.skipIf(withoutBrowser())('the lesson slow-reader', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('runs to the end: the queue of a slow reader grows, and a short log reports a gap where a full queue reports nothing', async () => {
    await playLesson(browser, 'slow-reader', { queue: 0, window: 'both' });
  });
});
