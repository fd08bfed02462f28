/** How the visitor came here, and which settings a link may change. */
import { navigationEntry } from '../navigation.ts';
import type { Settings } from './settings.ts';
import { defaults, type UrlReading } from './url.ts';

/** Settings that all visitors of a lab share. */
const shared = ['rate', 'burst', 'payload', 'seed', 'rtt', 'jitter', 'bandwidth'] as const satisfies readonly (keyof Settings)[];

/**
 * Whether the visitor came from a page of another origin. The server repeats the browser's `Sec-Fetch-Site` in `Server-Timing`; a page that hides
 * where it links from (`noreferrer`) is detected all the same. Without that header only the referrer remains.
 */
export function sentByAnotherPage(): boolean {
  const site = navigationEntry()?.serverTiming.find(({ name }) => name === 'arrival')?.description;
  if (site !== undefined) return site === 'cross-site' || site === 'same-site';
  return document.referrer !== '' && new URL(document.referrer).origin !== location.origin;
}

/** A link on another site may change this page's view, but nothing that visitors share. The same URL typed in changes both. */
export function withoutShared(reading: UrlReading): UrlReading {
  const asked = shared.filter((name) => reading.settings[name] !== defaults[name]);
  if (asked.length === 0) return reading;
  const own = Object.fromEntries(shared.map((name) => [name, defaults[name]]));
  const notice = `Another page linked here and asked to change ${asked.join(', ')}, which all visitors of this lab share. That was ignored. To apply it, type or paste the link into the address bar.`;
  return { ...reading, settings: { ...reading.settings, ...own }, notices: [...reading.notices, notice] };
}
