import type { Socket } from 'node:net';
import { hangUp } from '../../../stream/http/hang-up.ts';
import { rawProblem } from '../../../stream/problem.ts';
import { allowanceOf } from '../../limits/address.ts';
import { type AddressBounds, AddressLimits } from '../../limits/address-limits.ts';

/** Is told who stands behind a connection of the relay: to the server it is this machine. */
export interface Clients {
  came(client: { readonly port: number; readonly address: string }): void;
  /** @param port of the one that came */
  went(port: number): void;
}

export const nobody: Clients = { came() {}, went() {} };

/** Refused clients who are told why at a time: each keeps a file open for a second at most. */
const mostTold = 64;

/** Those who come from other machines. This machine has no bounds, and is not told of. */
export class Guests {
  readonly #limits: AddressLimits;
  readonly #clients: Clients;
  readonly #allowanceOf: typeof allowanceOf;
  #told = 0;

  constructor(bounds: AddressBounds = { connections: 0, requests: 0, publishBytes: 0 }, clients = nobody, ofAddress = allowanceOf) {
    this.#limits = new AddressLimits(bounds);
    this.#clients = clients;
    this.#allowanceOf = ofAddress;
  }

  /** A connection counts as a request too: what is asked on it, the server counts. @returns whether it may stay */
  admit(client: Socket): boolean {
    const address = this.#allowanceOf(client.remoteAddress ?? '');
    try {
      this.#limits.request(address);
      const leave = this.#limits.connect(address);
      client.once('close', leave);
      return true;
    } catch (error) {
      this.#refuse(client, error);
      return false;
    }
  }

  /** Before the first byte of the client goes there: so the server hears of the client first. */
  announce({ remoteAddress = '' }: Socket, server: Socket): void {
    if (this.#allowanceOf(remoteAddress) === undefined) return;
    server.once('connect', () => {
      const { localPort: port = 0 } = server;
      this.#clients.came({ port, address: remoteAddress });
      server.once('close', () => this.#clients.went(port));
    });
  }

  #refuse(client: Socket, error: unknown): void {
    client.on('error', () => {});
    if (this.#told >= mostTold) {
      client.destroy();
      return;
    }
    this.#told += 1;
    client.once('close', () => {
      this.#told -= 1;
    });
    hangUp(client, rawProblem(error));
  }
}
