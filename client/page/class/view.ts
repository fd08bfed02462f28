/** What a page that leads shows to the others: the door, and how the experiment is looked at. Rate and distance are the lab's, and reach every page without this. */
import type { Settings } from '../settings/settings.ts';
import { change, settings } from '../settings/store.ts';
import { readUrl, writeUrl } from '../settings/url.ts';

/** Theme, projector and drawers belong to the screen that somebody sits at. */
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

/** Shows the same. What cannot be read of it is left as it is by default. */
export function show(view: string): void {
  const there = pick(readUrl(view).settings);
  if (JSON.stringify(there) !== JSON.stringify(pick(settings.peek()))) change(there);
}
