import type { Server } from 'node:net';
import { listenAnywhere, openPublishDoor } from '../../processes/publish-door.ts';
import { probeHandlers, ServerProbe } from '../../processes/server-probe.ts';

/** Listens, and makes what the bench asks a peer's process. @param broadcast is given each notification's JSON; absent: the server has a `/publish` of its own */
export async function peerHandlers(server: Server, broadcast?: (json: string) => void) {
  const door = broadcast && (await openPublishDoor('peer00', broadcast));
  const port = await listenAnywhere(server);
  const { memory } = probeHandlers(new ServerProbe());
  return { memory, where: () => ({ port, publishPort: door?.port ?? port }) };
}

export type PeerHandlers = Awaited<ReturnType<typeof peerHandlers>>;
