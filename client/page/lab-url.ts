/**
 * A place of the lab, seen from this document: a proxy may have put the page, and everything beside it, below a prefix such as `/lab/`.
 * @param path without a slash in front; '' is the lab itself, with a slash behind
 */
export const labUrl = (path: string): URL => new URL(path, new URL('.', location.href));

/** The lab as text to which `/stream/sse` and the like can be added. */
export const labRoot = (): string => labUrl('').href.replace(/\/$/, '');
