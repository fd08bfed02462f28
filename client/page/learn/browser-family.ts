import type { BrowserFamily } from '../lessons/seen.ts';

/** The browser's engine, by its user agent; `undefined` if it was not measured. */
export function browserFamily({ userAgent }: Pick<Navigator, 'userAgent'> = navigator): BrowserFamily | undefined {
  if (/\bFirefox\//.test(userAgent)) return 'firefox';
  // User agents contain each other's names: Chrome's contains AppleWebKit.
  if (/\bChrome\//.test(userAgent)) return 'chromium';
  return /\bAppleWebKit\//.test(userAgent) ? 'webkit' : undefined;
}
