import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { isLoopbackName } from '../../stream/guard/host-names.ts';
import type { Clients } from '../apparatus/weather/guests.ts';
import type { ReadForwarded } from '../forwarded.ts';

/** The most characters of an address that a proxy reports. */
const longest = 64;

/**
 * The unit that shares one allowance: an IPv4 address, or an IPv6 network of 64 bits, because every household has at least one (RFC 6177).
 * @returns `undefined` for this machine, which has no limits: its bots, its bench and its proxies belong to the operator
 */
export function allowanceOf(address: string): string | undefined {
  // Fast path: behind a proxy, or with a local bench, nearly every request comes from here.
  if (address === '127.0.0.1' || address === '::ffff:127.0.0.1' || address === '::1') return undefined;
  const plain = address
    .slice(0, longest)
    .replace(/^::ffff:/i, '')
    .replace(/^\[(.*)\].*$/, '$1')
    .replace(/%.*$/, '');
  if (isLoopbackName(plain)) return undefined;
  return isIP(plain) === 6 ? `${networkOf(plain)}::/64` : plain.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
}

/** The first four groups: `::` stands for as many zeros as are missing (RFC 4291, section 2.2). */
function networkOf(address: string): string {
  const [before = '', after] = address.toLowerCase().split('::');
  const groups = (text: string | undefined) => (text ? text.split(':') : []);
  const [head, tail] = [groups(before), groups(after)];
  const zeros = after === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  return [...head, ...Array.from({ length: zeros }, () => '0'), ...tail]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}

/** The real addresses of clients behind the relay, by the relay's local port. To the server, all of them seem to be this machine. */
export class RelayedClients implements Clients {
  readonly #addresses = new Map<number, string>();

  came({ port, address }: Parameters<Clients['came']>[0]): void {
    this.#addresses.set(port, address);
  }

  went(port: number): void {
    this.#addresses.delete(port);
  }

  at(port: number | undefined): string | undefined {
    return port === undefined ? undefined : this.#addresses.get(port);
  }
}

/** The client's address: from a trusted proxy, from the relay, or from the socket. @returns `undefined` for this machine */
export const clientOf =
  (forwarded: ReadForwarded, relayed: RelayedClients) =>
  (request: IncomingMessage): string | undefined => {
    const { remoteAddress = '', remotePort } = request.socket;
    return allowanceOf(forwarded(request).address ?? relayed.at(remotePort) ?? remoteAddress);
  };
