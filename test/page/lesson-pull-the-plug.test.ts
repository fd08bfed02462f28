import type { Browser } from 'playwright-core';
import { beforeAll, describe, it } from 'vitest';
import { shareChromium } from '../support/shared-chromium.ts';
import { playLesson, withoutBrowser } from './lesson-support.ts';

describe.skipIf(withoutBrowser())('the lesson pull-the-plug', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('runs to the end: an EventSource comes back after a cut but not after a 503, and a WebSocket does not come back', async () => {
    await playLesson(browser, 'pull-the-plug', { cut: 'both', refused: 'soon', replay: 'none' });
  });
});
