/** Fewer clients are connected than requested, so a measurement would describe another number. */
export class MissingConnections extends Error {}

/** The system's codes for too many open files. */
const outOfFiles = /^(EMFILE|ENFILE)$/;

/** The reason why there are fewer. @param troubles what came instead of a hello */
export function explain(troubles: readonly string[]): string {
  if (troubles.some((one) => outOfFiles.test(one))) return 'The limit on open files is reached: raise it (ulimit -n).';
  // An unknown server's answer may have many lines and control characters, which do not belong in a terminal.
  const said = troubles.slice(0, 3).map((one) => one.replace(/[\s\p{Cc}]+/gu, ' ').trim());
  return said.length > 0 ? `What came instead: ${said.join('; ')}` : 'Nothing came instead.';
}
