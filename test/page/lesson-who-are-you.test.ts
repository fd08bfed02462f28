import type { Browser } from 'playwright-core';
import { beforeAll, describe, it } from 'vitest';
import { shareChromium } from '../support/shared-chromium.ts';
import { playLesson, withoutBrowser } from './lesson-support.ts';

describe.skipIf(withoutBrowser())('the lesson who-are-you', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('runs to the end: a cookie reaches what a header cannot, and a token in a URL is in the access log', async () => {
    await playLesson(browser, 'who-are-you', { header: 'all', cookie: 2, url: 'memory', ticket: 'stream' });
  });
});
