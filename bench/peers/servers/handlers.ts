import type { Server } from 'node:net';
import { listenAnywhere, openPublishDoor } from '../../processes/publish-door.ts';
import { probeHandlers, ServerProbe } from '../../processes/server-probe.ts';

/**
 * Listens, and handles the bench's calls to a peer's process. @param broadcast gets each notification's JSON; absent: the server has its own
 * `/publish`
 */
export async function peerHandlers(server: Server, broadcast?: (json: string) => void) {
  const door = broadcast && (await openPublishDoor('peer00', broadcast));
  const port = await listenAnywhere(server);
  const { memory } = probeHandlers(new ServerProbe());
  return { memory, where: () => ({ port, publishPort: door?.port ?? port }) };
}

export type PeerHandlers = Awaited<ReturnType<typeof peerHandlers>>;
