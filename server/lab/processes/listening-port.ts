import type { Server } from 'node:net';

/** The port that a server listens on. @throws Error if it listens on none: not yet, not any more, or on a pipe */
export function listeningPort(server: Pick<Server, 'address'>): number {
  const address = server.address();
  if (typeof address === 'object' && address !== null) return address.port;
  throw new Error(`Expected a server that listens on a port; got ${address ?? 'one that does not listen'}.`);
}
