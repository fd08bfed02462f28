import type { Browser } from 'playwright-core';
import { inject } from 'vitest';
import { launchChromium } from '../../bench/browser/chromium.ts';
import { testFlags } from './chromium.ts';

let launched: Promise<Browser> | undefined;

/**
 * The Chromium of this process: all of its test files share it, and it ends with the process. One for all processes would be started less often, but each command and each event
 * would pass through another process. A tab has cookies, storage and connections of its own; whoever opens it also closes it.
 */
export function shareChromium(): Promise<Browser> {
  launched ??= launchChromium(inject('headless'), { flags: testFlags });
  return launched;
}
