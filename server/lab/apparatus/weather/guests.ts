import type { Socket } from 'node:net';
import { hangUp } from '../../../stream/http/hang-up.ts';
import { rawProblem } from '../../../stream/problem.ts';
import { allowanceOf } from '../../limits/address.ts';
import { type AddressBounds, AddressLimits } from '../../limits/address-limits.ts';

/** Learns the real client of each connection of the relay, because to the server all of them come from this machine. */
export interface Clients {
  came(client: { readonly port: number; readonly address: string }): void;
  /** @param port the same port as before */
  went(port: number): void;
}

export const nobody: Clients = { came() {}, went() {} };

/** Refused clients that are being answered at a time; each keeps a file open for at most a second. */
const mostTold = 64;

/** Clients of other machines. This machine has no limits and is not reported. */
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

  /** Counts a connection, also as one request; the server counts the requests on it. @returns whether it may stay */
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

  /** Reports the client before its first byte is forwarded, so that the server knows it in time. */
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
