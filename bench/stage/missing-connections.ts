/** Fewer clients are connected than were asked for: whatever was measured would be about others. */
export class MissingConnections extends Error {}

/** The system's words for having no more files to open. */
const outOfFiles = /^(EMFILE|ENFILE)$/;

/** Why there are fewer. @param troubles what came instead of a hello */
export function explain(troubles: readonly string[]): string {
  if (troubles.some((one) => outOfFiles.test(one))) return 'The limit on open files is reached: raise it (ulimit -n).';
  // Somebody's page of many lines, and whatever else may be in it, has no business in a terminal as it is.
  const said = troubles.slice(0, 3).map((one) => one.replace(/[\s\p{Cc}]+/gu, ' ').trim());
  return said.length > 0 ? `What came instead: ${said.join('; ')}` : 'Nothing came instead.';
}
