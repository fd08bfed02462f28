/** Handicaps are a chunk of their own, loaded on demand. */
import type { Wrap } from '../race/surroundings.ts';
import { settings } from '../settings/store.ts';
import { naiveLanes } from './naive-lanes.ts';

let loaded: Wrap | undefined;

export const loadHandicapLine = async () => (await import('./handicap-line.tsx')).HandicapLine;

/** Resolves once lanes can be opened with the handicaps of the settings, and at naive servers. */
export async function loadHandicaps(): Promise<void> {
  if (settings.peek().without.length > 0 || Object.keys(naiveLanes.peek()).length > 0) loaded ??= (await import('./handicap-line.tsx')).wrap;
}

export const wrap: Wrap = (openers, lane) => loaded?.(openers, lane) ?? openers;
