/** How the visitor came here, and what he may have been made to ask for. */
import { navigationEntry } from '../navigation.ts';
import type { Settings } from './settings.ts';
import { defaults, type UrlReading } from './url.ts';

/** What all visitors of a lab share. */
const shared = ['rate', 'burst', 'payload', 'seed', 'rtt', 'jitter', 'bandwidth'] as const satisfies readonly (keyof Settings)[];

/**
 * Whether a page of another origin sent him. The server tells what the browser told it (`Sec-Fetch-Site`, in `Server-Timing`); a page that hides where it links from
 * (`noreferrer`) is seen by that all the same. Where the browser told nothing, the referrer is all there is.
 */
export function sentByAnotherPage(): boolean {
  const site = navigationEntry()?.serverTiming.find(({ name }) => name === 'arrival')?.description;
  if (site !== undefined) return site === 'cross-site' || site === 'same-site';
  return document.referrer !== '' && new URL(document.referrer).origin !== location.origin;
}

/** A link of another page sets what this page shows, and nothing that others share: who opens the same URL himself has all of it. */
export function withoutShared(reading: UrlReading): UrlReading {
  const asked = shared.filter((name) => reading.settings[name] !== defaults[name]);
  if (asked.length === 0) return reading;
  const own = Object.fromEntries(shared.map((name) => [name, defaults[name]]));
  const notice = `Another page linked here and asked to change ${asked.join(', ')}, which all visitors of this lab share. That was ignored. To apply it, type or paste the link into the address bar.`;
  return { ...reading, settings: { ...reading.settings, ...own }, notices: [...reading.notices, notice] };
}
