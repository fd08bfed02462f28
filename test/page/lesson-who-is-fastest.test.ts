import type { Browser } from 'playwright-core';
import { beforeAll, describe, it } from 'vitest';
import { shareChromium } from '../support/shared-chromium.ts';
import { playLesson, withoutBrowser } from './lesson-support.ts';

describe.skipIf(withoutBrowser())('the lesson who-is-fastest', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('runs to the end: streams tie, and a long poll is late at a high rate and a long distance', async () => {
    await playLesson(browser, 'who-is-fastest', { near: 'long', far: 'long', calm: 0 });
  });
});
