import type { Browser } from 'playwright-core';
import { beforeAll, describe, it } from 'vitest';
import { shareChromium } from '../support/shared-chromium.ts';
import { playLesson, withoutBrowser } from './lesson-support.ts';

describe.skipIf(withoutBrowser())('the lesson herd', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('runs to the end: with a fixed wait and with a doubled one 300 clients stay together, with a random one they do not', async () => {
    await playLesson(browser, 'herd', { fixed: 0, expo: 'spread', jitter: 6 });
  });
});
