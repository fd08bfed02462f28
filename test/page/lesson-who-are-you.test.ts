import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { shareChromium } from '../support/shared-chromium.ts';
import { playLesson, withoutBrowser } from './lesson-support.ts';

describe.skipIf(withoutBrowser())('the lesson who-are-you', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });
  afterAll(() => browser?.close());

  it('is played to its end: what a header cannot reach a cookie does, and a URL is in the log', async () => {
    await playLesson(browser, 'who-are-you', { header: 'all', cookie: 2, url: 'memory', ticket: 'stream' });
  });
});
