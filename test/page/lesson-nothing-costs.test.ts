import type { Browser } from 'playwright-core';
import { beforeAll, describe, it } from 'vitest';
import { shareChromium } from '../support/shared-chromium.ts';
import { playLesson, withoutBrowser } from './lesson-support.ts';

describe.skipIf(withoutBrowser())('the lesson nothing-costs', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('runs to the end: polls cost bytes while nothing happens, and cookies add to each of them', async () => {
    await playLesson(browser, 'nothing-costs', { silence: 0, cookie: 'none', each: 'long' });
  });
});
