import { labUrl } from '../lab-url.ts';

/** A proxy may have put several labs on one origin. */
const key = `token of ${labUrl('')}`;

/**
 * The token for control over a lab that listens on more than loopback. Only the tab keeps it, across a reload.
 * @param given by the URL; `undefined` is none @returns it, or the tab's earlier one
 */
export function keptToken(given: string | undefined): string | undefined {
  try {
    if (given !== undefined) sessionStorage.setItem(key, given);
    return given ?? sessionStorage.getItem(key) ?? undefined;
  } catch {
    // This browser has no storage for pages.
    return given;
  }
}
