/** Bytes of a committed run: a repository is fetched by everybody. */
export const mostBytesOfRun = 40_000;
