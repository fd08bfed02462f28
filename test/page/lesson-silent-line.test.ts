import type { Browser } from 'playwright-core';
import { beforeAll, describe, it } from 'vitest';
import { shareChromium } from '../support/shared-chromium.ts';
import { playLesson, withoutBrowser } from './lesson-support.ts';

describe.skipIf(withoutBrowser())('the lesson silent-line', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('runs to the end: without heartbeats no lane notices a dead connection, with them both do, and comments do not help sse', async () => {
    await playLesson(browser, 'silent-line', { blind: 'once', heartbeat: 20, comments: 'both' });
  });
});
