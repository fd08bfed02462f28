/** The visitor's settings, kept in the URL. */
import { signal } from '@preact/signals';
import type { TransportName } from '../../../server/stream/protocol.ts';
import { sentByAnotherPage, withoutShared } from './arrival.ts';
import type { Settings } from './settings.ts';
import { keptToken } from './token.ts';
import { clamped, readUrl, writeUrl } from './url.ts';

/** Milliseconds between two changes of the URL: browsers refuse more than some 200 in 30 s. */
const pace = 500;

const foreign = sentByAnotherPage();
const opened = foreign ? withoutShared(readUrl(location.hash)) : readUrl(location.hash);

/** No settings came from the visitor, so the lab's own conditions hold. */
export const firstVisit = opened.empty || foreign;
/** Kept by the tab and not in the URL, so that it is not shared with a link. */
export const token = keptToken(opened.token);
export const settings = signal<Settings>(opened.settings);
/** Parts of the URL that could not be used as they were. */
export const notices = signal(opened.notices);

let timer: ReturnType<typeof setTimeout> | undefined;
let writtenAt = Number.NEGATIVE_INFINITY;
/** The fragment as it was last read or written. If the URL has another one, the visitor has changed it, and nobody has read that yet. */
let known = location.hash;

function write(): void {
  if (timer !== undefined) return;
  timer = setTimeout(
    () => {
      timer = undefined;
      if (readFragment() === 'reloads') return;
      writtenAt = performance.now();
      writeAddress('replaceState', location.pathname + location.search, writeUrl(settings.value));
    },
    Math.max(0, writtenAt + pace - performance.now()),
  );
}

/** The settings as the fragment of a URL; '' on a visit without settings. */
const fragment = (): string => (location.hash === '' && timer === undefined ? '' : writeUrl(settings.peek()));

/**
 * Changes the URL. A fragment that the visitor has typed and that is not read yet would be lost: call {@link readFragment} before.
 *
 * @param address path and query
 */
export function writeAddress(how: 'pushState' | 'replaceState', address: string, hash = fragment()): void {
  history[how](null, '', address + hash);
  known = location.hash;
}

if (opened.token !== undefined) writeAddress('replaceState', location.pathname + location.search, opened.empty ? '' : writeUrl(opened.settings));

type Listener = (part: Partial<Settings>) => void;
const listeners: Listener[] = [];

/** Listeners that apply the settings: lanes, lab, document. */
export const onChange = (listener: Listener): number => listeners.push(listener);

/** Changes settings. Numbers out of range move to its end. */
export function change(part: Partial<Settings>): void {
  adopt(part);
  for (const listener of listeners) listener(part);
}

export const showRace = (): void => change({ mode: 'race' });

/** Shows one stream, which continues at its cursor with this transport. */
export const showOne = (transport: TransportName): void => change({ mode: 'one', transport });

/** Takes over a change that the lab already has, because another visitor made it. */
export function adopt(part: Partial<Settings>): void {
  settings.value = clamped({ ...settings.value, ...part });
  write();
}

/**
 * Takes over the settings of a fragment that the visitor has changed. A browser sends `hashchange` in a task of its own, so timers and
 * clicks may come between the change and the event (HTML, “update document for history step application”).
 *
 * @returns `reloads` if the page leaves
 */
export function readFragment(): 'read' | 'reloads' {
  if (location.hash === known) return 'read';
  known = location.hash;
  if (known === writeUrl(settings.peek())) return 'read';
  const reading = readUrl(known);
  if (reading.token !== undefined) {
    // Permissions are fixed when the line to the lab is opened, so a new token needs a reload.
    location.reload();
    return 'reloads';
  }
  notices.value = reading.notices;
  if (!reading.empty) change(reading.settings);
  return 'read';
}

addEventListener('hashchange', readFragment);
