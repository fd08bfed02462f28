import type { Browser } from 'playwright-core';
import { beforeAll, describe, it } from 'vitest';
import { shareChromium } from '../support/shared-chromium.ts';
import { playLesson, withoutBrowser } from './lesson-support.ts';

describe.skipIf(withoutBrowser())('the lesson between-two-polls', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('runs to the end: without a cursor a long poll loses as many notifications as the model predicts', async () => {
    await playLesson(browser, 'between-two-polls', { near: 'all', far: 60, cursor: 'none', repair: 'hold' });
  });
});
