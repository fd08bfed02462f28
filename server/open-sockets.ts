import type { Socket } from 'node:net';

/** Sockets for as long as they are open. */
export class OpenSockets {
  readonly #sockets = new Set<Socket>();
  /** One function for all of them: a closure for each would weigh as much as its place in the set. */
  readonly #forget: (this: Socket) => void;

  constructor() {
    const sockets = this.#sockets;
    this.#forget = function () {
      sockets.delete(this);
    };
  }

  get all(): ReadonlySet<Socket> {
    return this.#sockets;
  }

  /** Adding one twice is harmless. */
  add(socket: Socket): void {
    if (socket.destroyed || this.#sockets.has(socket)) return;
    this.#sockets.add(socket);
    socket.on('close', this.#forget);
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
