import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Grant } from '../guard/grant.ts';
import { cutSoon } from '../http/hang-up.ts';
import { type Farewell, farewellOf } from './farewell.ts';

/** A stream, or a request that waits to become one. */
export interface Ending {
  /** @param grace milliseconds that the client gets to read the rest */
  end(grace?: number): Farewell;
}

interface Waiting {
  readonly streams: Set<Ending>;
  readonly grant: Grant;
}

/** @param hasRights false if the rights ended while the request waited */
type Start = (socket: Socket, hasRights: boolean) => void;

/** Starts the stream when earlier requests of the connection are answered (pipelining, RFC 9112 section 9.3.2): only then does the response have a socket. */
export function whenItsTurn({ socket }: IncomingMessage, response: ServerResponse, { streams, grant }: Waiting, start: Start): void {
  if (response.socket) {
    start(response.socket, true);
    return;
  }
  // Its turn may never come, because the client may not read the earlier answers.
  const waiting: Ending = {
    end(grace) {
      cutSoon(socket, grace);
      return farewellOf(socket);
    },
  };
  let hasRights = true;
  const unfollow = grant.follow(() => {
    hasRights = false;
    waiting.end();
  });
  const leave = () => {
    streams.delete(waiting);
    unfollow();
  };
  streams.add(waiting);
  socket.once('close', leave);
  response.once('socket', (own) => {
    leave();
    socket.off('close', leave);
    start(own, hasRights);
  });
}
