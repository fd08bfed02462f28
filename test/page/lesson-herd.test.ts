import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { shareChromium } from '../support/shared-chromium.ts';
import { playLesson, withoutBrowser } from './lesson-support.ts';

describe.skipIf(withoutBrowser())('the lesson herd', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });
  afterAll(() => browser?.close());

  it('is played to its end: a fixed wait and a doubled one keep 300 clients together, and one that is drawn by lot does not', async () => {
    await playLesson(browser, 'herd', { fixed: 0, expo: 'spread', jitter: 6 });
  });
});
