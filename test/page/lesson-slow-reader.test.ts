import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { shareChromium } from '../support/shared-chromium.ts';
import { playLesson, withoutBrowser } from './lesson-support.ts';

describe.skipIf(withoutBrowser())('the lesson slow-reader', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });
  afterAll(() => browser?.close());

  it('is played to its end: a queue grows with what one slow reader is behind, and a short log tells what it lost where a queue says nothing', async () => {
    await playLesson(browser, 'slow-reader', { queue: 0, window: 'both' });
  });
});
