import type { Browser } from 'playwright-core';
import { beforeAll, describe, it } from 'vitest';
import { shareChromium } from '../support/shared-chromium.ts';
import { playLesson, withoutBrowser } from './lesson-support.ts';

describe.skipIf(withoutBrowser())('the lesson seven-tabs', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('runs to the end: six streams are open, a fetch waits behind them, and WebSockets do not', async () => {
    await playLesson(browser, 'seven-tabs', { eight: 8, fetch: 'answered', sockets: 6 });
  });
});
