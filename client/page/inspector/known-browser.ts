import type { KnownBrowser } from './prediction.ts';

declare global {
  interface Navigator {
    /** Chromium's description of itself, which TypeScript's library does not know yet. */
    readonly userAgentData?: Pick<KnownBrowser, 'brands' | 'mobile' | 'platform'>;
  }
}

/** This browser, if the model knows what it sends: a Chromium on a secure page, such as one of localhost. */
export function knownBrowser(): KnownBrowser | undefined {
  const { userAgentData } = navigator;
  if (!userAgentData || !isSecureContext) return undefined;
  const { brands, mobile, platform } = userAgentData;
  return { host: location.host, agent: navigator.userAgent, brands, mobile, platform, languages: navigator.languages, cookie: document.cookie };
}
