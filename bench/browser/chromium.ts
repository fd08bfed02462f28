import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import type { Browser } from 'playwright-core';

/** Loaded on first use, so that a bench without a browser does not wait for it. */
const playwright = (): typeof import('playwright-core') => createRequire(import.meta.url)('playwright-core') as typeof import('playwright-core');

const isRoot = process.getuid?.() === 0;

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge'];
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Looks for a Chromium in this order: `CHROMIUM_PATH`, one on the machine, Playwright's own download.
 * @returns its path; `undefined` if there is none
 */
export function findChromium(): string | undefined {
  const told = process.env.CHROMIUM_PATH;
  if (told && !existsSync(told)) throw new Error(`CHROMIUM_PATH is ${told}, and there is no such file.`);
  if (told) return told;
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return [...onPath, ...places].find((path) => existsSync(path)) ?? [playwright().chromium.executablePath()].find((path) => existsSync(path));
}

/** The flags by which Playwright keeps background tabs as awake as those in front. */
const alwaysAwake = ['--disable-background-timer-throttling', '--disable-backgrounding-occluded-windows', '--disable-renderer-backgrounding'];

/** The flag by which Playwright makes going back load a page anew. */
const neverKeeps = '--disable-back-forward-cache';

interface LaunchOptions {
  /** A page that was left may be kept and shown again (back/forward cache), as in everyday use. */
  readonly keepsPages?: boolean;
  /** Background tabs may be throttled, as in everyday use. */
  readonly sleepy?: boolean;
  /** The caller handles signals itself. Default: Playwright ends the process. */
  readonly leaveSignals?: boolean;
  /** Further command-line flags. */
  readonly flags?: readonly string[];
}

/** The command line of every Chromium here: without background traffic of its own. @param flags further ones */
const commandLine = (flags: readonly string[] = []): string[] => [
  ...(isRoot ? ['--no-sandbox'] : []),
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  ...flags,
];

export const launchChromium = (
  executablePath: string,
  { keepsPages = false, sleepy = false, leaveSignals = false, flags = [] }: LaunchOptions = {},
): Promise<Browser> =>
  playwright().chromium.launch({
    executablePath,
    ignoreDefaultArgs: [...(sleepy ? alwaysAwake : []), ...(keepsPages ? [neverKeeps] : [])],
    ...(leaveSignals && { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false }),
    args: commandLine(flags),
  });

/** Launches a Chromium, runs a function with it, and always ends it; at once when the run is interrupted. */
export async function useChromium<Value>(signal: AbortSignal, act: (browser: Browser) => Promise<Value>, sleepy = false): Promise<Value> {
  signal.throwIfAborted();
  const path = findChromium();
  if (!path) throw new Error('There is no Chromium on this machine: install one, or set CHROMIUM_PATH.');
  const browser = await launchChromium(path, { sleepy, leaveSignals: true });
  const end = () => void browser.close().catch(() => {});
  signal.addEventListener('abort', end, { once: true });
  try {
    return await act(browser);
  } finally {
    signal.removeEventListener('abort', end);
    await browser.close();
  }
}
