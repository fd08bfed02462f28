import { labUrl } from '../lab-url.ts';

/** A proxy may have put several labs on one origin. */
const key = `token of ${labUrl('')}`;

/**
 * The token for control over a lab that listens on more than loopback. The tab keeps it, so that it outlives a reload, and nothing else does.
 * @param given by the URL; `undefined` is none @returns it, or the one that was given to this tab before
 */
export function keptToken(given: string | undefined): string | undefined {
  try {
    if (given !== undefined) sessionStorage.setItem(key, given);
    return given ?? sessionStorage.getItem(key) ?? undefined;
  } catch {
    // This browser keeps nothing for pages.
    return given;
  }
}
