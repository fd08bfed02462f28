import { probeHandlers, ServerProbe } from '../../processes/server-probe.ts';

/** What the bench asks a peer's process. */
export const peerHandlers = (ports: { readonly port: number; readonly publishPort: number }) => {
  const { memory } = probeHandlers(new ServerProbe());
  return { memory, where: () => ports };
};

export type PeerHandlers = ReturnType<typeof peerHandlers>;
