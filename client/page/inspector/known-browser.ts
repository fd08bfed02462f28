import type { KnownBrowser } from './prediction.ts';

declare global {
  interface Navigator {
    /** What Chromium tells of itself; TypeScript's library does not know it yet. */
    readonly userAgentData?: Pick<KnownBrowser, 'brands' | 'mobile' | 'platform'>;
  }
}

/** This browser, if the model knows what it sends: a Chromium on a page that it takes for secure, such as one of localhost. */
export function knownBrowser(): KnownBrowser | undefined {
  const { userAgentData } = navigator;
  if (!userAgentData || !isSecureContext) return undefined;
  const { brands, mobile, platform } = userAgentData;
  return { host: location.host, agent: navigator.userAgent, brands, mobile, platform, languages: navigator.languages, cookie: document.cookie };
}
