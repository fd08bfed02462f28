import type { Browser } from 'playwright-core';
import { beforeAll, describe, it } from 'vitest';
import { shareChromium } from '../support/shared-chromium.ts';
import { playLesson, withoutBrowser } from './lesson-support.ts';

describe.skipIf(withoutBrowser())('the lesson somebody-buffers', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('runs to the end: a compressor holds everything back, a proxy only answers that do not end, and two of four changes repair it', async () => {
    await playLesson(browser, 'somebody-buffers', { compressed: 'all', proxy: 'sse', repair: 'accel' });
  });
});
