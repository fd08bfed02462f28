let root: URL | undefined;

/**
 * The lab's own place: the server writes where it is, seen from this document (`../` at `/try/mail`). It is read once, while the page starts:
 * a door that is opened later changes the path, not this.
 */
function labPlace(): URL {
  root ??= new URL(document.documentElement.dataset.lab ?? './', location.href);
  return root;
}

/**
 * A place of the lab. A proxy may have put the page, and everything beside it, below a prefix such as `/live/`.
 * @param path without a slash in front; '' is the lab itself, with a slash behind
 */
export const labUrl = (path: string): URL => new URL(path, labPlace());

/** The lab as text to which `/stream/sse` and the like can be added. */
export const labRoot = (): string => labUrl('').href.replace(/\/$/, '');
