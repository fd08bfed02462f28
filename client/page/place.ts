/** The visitor's place in the page. Opening a door inside the page keeps the run: nothing is reloaded. */
import { signal } from '@preact/signals';
import { findPlace, type Place } from '../../server/lab/door-paths.ts';
import { labUrl } from './lab-url.ts';
import { readFragment, writeAddress } from './settings/store.ts';

/** @returns the path below the lab; `undefined` for what is not below it */
function pathIn({ origin, pathname }: URL | Location): string | undefined {
  const root = labUrl('');
  return origin === root.origin && pathname.startsWith(root.pathname) ? pathname.slice(root.pathname.length) : undefined;
}

const here = (): Place | undefined => findPlace(pathIn(location) ?? '');

/** `undefined` if the path has no door. */
export const place = signal(here());

/** Whether this document shows saved runs. It has no lab, so a link to it or from it reloads the page. */
export const replays = (): boolean => place.peek()?.door === 'replay';

/** The query of the URL, with its question mark: a door keeps its own state there. */
export const query = signal(location.search);

/** Replaces the query, on the same page. */
export function changeQuery(changed: string): void {
  history.replaceState(null, '', `${location.pathname}${changed}${location.hash}`);
  query.value = changed;
}

/** The address of a door, for links: `doorUrl('try/mail')`. */
export const doorUrl = (path: string): string => labUrl(path).href;

/** @param url of a door, with its query */
function goTo(url: URL): void {
  if (readFragment() === 'reloads') return;
  writeAddress('pushState', url.pathname + url.search);
  query.value = url.search;
  place.value = here();
  scrollTo(0, 0);
  // Without preventScroll the browser scrolls to the beginning of `main`, and the bar above it is out of sight.
  document.querySelector('main')?.focus({ preventScroll: true });
}

/** The open path, as listed in `server/lab/door-paths.ts`; '' if there is none. */
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
    // Back leads to the door, but not to its settings of that time: those would change the lab for all visitors.
    writeAddress('replaceState', location.pathname + location.search);
    place.value = there;
  });
  addEventListener('click', (event) => {
    const { target, button, altKey, ctrlKey, metaKey, shiftKey } = event;
    if (event.defaultPrevented || button !== 0 || altKey || ctrlKey || metaKey || shiftKey || !(target instanceof Element)) return;
    const link = target.closest('a');
    if (!link || link.target || link.download) return;
    const url = new URL(link.href);
    const path = pathIn(url);
    // A link that changes only the fragment is left to the browser.
    const there = path === undefined ? undefined : findPlace(path);
    if (!there || there.door === 'replay' || (url.pathname === location.pathname && url.hash)) return;
    event.preventDefault();
    goTo(url);
  });
}
