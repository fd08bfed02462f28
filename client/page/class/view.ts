/**
 * What a leading page shows to the others: the door, and the view of the experiment. Rate and distance belong to the lab and reach every page without
 * this.
 */
import type { Settings } from '../settings/settings.ts';
import { change, settings } from '../settings/store.ts';
import { readUrl, writeUrl } from '../settings/url.ts';

/** Settings that all pages share; theme, projector and drawers belong to one screen. */
const shared = [
  'mode',
  'lanes',
  'transport',
  'pollInterval',
  'hold',
  'cookie',
  'without',
  'span',
  'percentile',
  'dock',
] as const satisfies readonly (keyof Settings)[];

const pick = (all: Settings): Partial<Settings> => Object.fromEntries(shared.map((name) => [name, all[name]]));

/** As the fragment of a URL, without the `#`. */
export const currentView = (): string => writeUrl(settings.value).slice(1);

/** Shows the same view. Unreadable settings keep their defaults. */
export function show(view: string): void {
  const there = pick(readUrl(view).settings);
  if (JSON.stringify(there) !== JSON.stringify(pick(settings.peek()))) change(there);
}
