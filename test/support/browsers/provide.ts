import type { Browser } from 'playwright-core';
import { findChromium, launchChromium } from '../../../bench/browser/chromium.ts';
import { provideChromium } from '../chromium.ts';
import { programFile, providePrograms } from '../programs.ts';
import { driveChromium } from './chromium.ts';
import type { Driver } from './driver.ts';
import { launchFirefox } from './firefox.ts';
import { launchWebKit } from './webkit.ts';

export const browserNames = ['Chromium', 'Firefox', 'WebKit'] as const;

export type BrowserName = (typeof browserNames)[number];

export type Launch = () => Promise<Driver>;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * Finds a browser, or installs it as root on Debian and Ubuntu; quick if it is installed.
 * @param share returns a Chromium that runs already, and goes on running when the driver is closed
 * @returns a function that starts it; `undefined` if it is not available, after printing why
 * @throws Error under CI where it is missing
 */
export async function provideBrowser(name: BrowserName, share?: () => Promise<Browser>): Promise<Launch | undefined> {
  if (name === 'Chromium' && share) return async () => driveChromium(await share(), false);
  if (name === 'Chromium') {
    // Playwright's defaults disable the back/forward cache and keep hidden tabs awake; users' browsers do neither.
    const path = findChromium() ?? (await provideChromium(say));
    return path === undefined ? undefined : async () => driveChromium(await launchChromium(path, { keepsPages: true, sleepy: true }));
  }
  if (name === 'Firefox') return (await providePrograms('firefox')) ? () => launchFirefox(programFile('firefox')) : undefined;
  const there = await providePrograms('webkit', 'minibrowser', 'xvfb');
  return there ? () => launchWebKit({ driver: programFile('webkit'), browser: programFile('minibrowser') }) : undefined;
}
