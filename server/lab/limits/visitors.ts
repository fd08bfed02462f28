import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Charge } from '../../stream/guard/grant.ts';
import { hangUp } from '../../stream/http/hang-up.ts';
import { rawProblem } from '../../stream/problem.ts';
import { limits as wire } from '../../stream/protocol.ts';
import type { Config } from '../config.ts';
import { forwardedBy } from '../forwarded.ts';
import { allowanceOf, clientOf, type RelayedClients } from './address.ts';
import { type AddressBounds, AddressLimits } from './address-limits.ts';

/** The limits of each client, by address. */
export interface Visitors {
  /** Checks a new connection, and answers if it is refused. Behind the relay, which has already counted it, every connection comes from this machine. */
  admits(socket: Socket): boolean;
  /** Checks a request or an upgrade. @throws PeerError `too-many-requests` */
  readonly admit: (request: IncomingMessage) => void;
  /** Returns the counter of the bytes that a client publishes; `undefined` for this machine. */
  readonly chargeOf: (request: IncomingMessage) => Charge | undefined;
  /** Checks a body whose length is known before it is read. @throws PeerError `too-many-requests` */
  readonly chargePush: (request: IncomingMessage) => void;
}

export const boundsOf = ({ addressConnections, addressRequests, addressPublishBytes }: Config): AddressBounds => ({
  connections: addressConnections,
  requests: addressRequests,
  publishBytes: addressPublishBytes,
});

export function visitorsOf(config: Config, relayed: RelayedClients): Visitors {
  const limits = new AddressLimits(boundsOf(config));
  const addressOf = clientOf(forwardedBy(config.trustProxy), relayed);
  return {
    admits(socket) {
      try {
        socket.once('close', limits.connect(allowanceOf(socket.remoteAddress ?? '')));
        return true;
      } catch (error) {
        socket.on('error', () => {});
        hangUp(socket, rawProblem(error));
        return false;
      }
    },
    admit: (request) => limits.request(addressOf(request)),
    chargeOf(request) {
      const address = addressOf(request);
      return address === undefined ? undefined : (bytes) => limits.publish(address, bytes);
    },
    chargePush: (request) => limits.publish(addressOf(request), Number(request.headers['content-length'] ?? wire.dataBytes)),
  };
}
