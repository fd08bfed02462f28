import { chromium } from 'playwright-core';
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
 * Finds a browser, or installs it as root on Debian and Ubuntu; quick where it is there.
 * @param shared where a Chromium is to be reached that runs already; empty where there is none
 * @returns starts it; `undefined` if it cannot be had, which has been said then
 * @throws Error under CI where it is missing
 */
export async function provideBrowser(name: BrowserName, shared?: string): Promise<Launch | undefined> {
  if (name === 'Chromium' && shared) return async () => driveChromium(await chromium.connect(shared));
  if (name === 'Chromium') {
    // Playwright's own defaults never show a page again that was left, and keep hidden tabs awake; users' browsers do neither.
    const path = findChromium() ?? (await provideChromium(say));
    return path === undefined ? undefined : async () => driveChromium(await launchChromium(path, { keepsPages: true, sleepy: true }));
  }
  if (name === 'Firefox') return (await providePrograms('firefox')) ? () => launchFirefox(programFile('firefox')) : undefined;
  const there = await providePrograms('webkit', 'minibrowser', 'xvfb');
  return there ? () => launchWebKit({ driver: programFile('webkit'), browser: programFile('minibrowser') }) : undefined;
}
