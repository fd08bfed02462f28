import type { BrowserFamily } from '../lessons/seen.ts';

/** Which engine this is, by what it says of itself; `undefined` where it is none that was measured. */
export function browserFamily({ userAgent }: Pick<Navigator, 'userAgent'> = navigator): BrowserFamily | undefined {
  if (/\bFirefox\//.test(userAgent)) return 'firefox';
  // Each of them says that it is like the others: Chrome names AppleWebKit as well.
  if (/\bChrome\//.test(userAgent)) return 'chromium';
  return /\bAppleWebKit\//.test(userAgent) ? 'webkit' : undefined;
}
