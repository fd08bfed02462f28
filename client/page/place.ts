/** Where in the page the visitor is. Going through a door inside the page keeps the run: nothing is loaded anew. */
import { signal } from '@preact/signals';
import { findPlace, type Place } from '../../server/lab/door-paths.ts';
import { labUrl } from './lab-url.ts';
import { currentHash } from './settings/store.ts';

/** @returns the path below the lab; `undefined` for what is not below it */
function pathIn({ origin, pathname }: URL | Location): string | undefined {
  const root = labUrl('');
  return origin === root.origin && pathname.startsWith(root.pathname) ? pathname.slice(root.pathname.length) : undefined;
}

const here = (): Place | undefined => findPlace(pathIn(location) ?? '');

/** `undefined` where there is nothing. */
export const place = signal(here());

/** Whether this document shows saved runs. It has no lab, and is left for one that has: a link from here, or to here, loads the page anew. */
export const replays = (): boolean => place.peek()?.door === 'replay';

/** What stands behind the path, with its question mark: a door keeps there what it wants to have in its URL. */
export const query = signal(location.search);

/** Puts another one there, on the same page. */
export function changeQuery(changed: string): void {
  history.replaceState(null, '', `${location.pathname}${changed}${location.hash}`);
  query.value = changed;
}

/** The address of a door, for links: `doorUrl('try/mail')`. */
export const doorUrl = (path: string): string => labUrl(path).href;

/** @param url of a door, with its query */
function goTo(url: URL): void {
  history.pushState(null, '', `${url.pathname}${url.search}${currentHash()}`);
  query.value = url.search;
  place.value = here();
  scrollTo(0, 0);
  document.querySelector('main')?.focus();
}

/** Where one is, as `server/lab/door-paths.ts` lists it; '' where there is nothing. */
export function currentPath(): string {
  const { door = '', rest = '' } = place.value ?? {};
  return rest ? `${door}/${rest}` : door;
}

/** Goes there, unless one is there already. @param search the query there */
export function openPlace(path: string, search: string): void {
  const there = findPlace(path);
  if (!there) return;
  if (there.door === 'replay') location.assign(labUrl(path + search));
  else if (!place.peek() || path !== currentPath()) goTo(labUrl(path + search));
  else if (search !== query.peek()) changeQuery(search);
}

/** Opens links to doors inside this page, for as long as it lives. */
export function listenForDoors(): void {
  if (replays()) return;
  addEventListener('popstate', () => {
    const there = here();
    query.value = location.search;
    if (there?.door === place.peek()?.door && there?.rest === place.peek()?.rest) return;
    // The way back leads to a door, and not to what was set when it was left: that would be set for all visitors.
    history.replaceState(null, '', location.pathname + location.search + currentHash());
    place.value = there;
  });
  addEventListener('click', (event) => {
    const { target, button, altKey, ctrlKey, metaKey, shiftKey } = event;
    if (event.defaultPrevented || button !== 0 || altKey || ctrlKey || metaKey || shiftKey || !(target instanceof Element)) return;
    const link = target.closest('a');
    if (!link || link.target || link.download) return;
    const url = new URL(link.href);
    const path = pathIn(url);
    // The same page with another fragment is the browser's.
    const there = path === undefined ? undefined : findPlace(path);
    if (!there || there.door === 'replay' || (url.pathname === location.pathname && url.hash)) return;
    event.preventDefault();
    goTo(url);
  });
}
