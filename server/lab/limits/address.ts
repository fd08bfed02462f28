import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { isLoopbackName } from '../../stream/guard/host-names.ts';
import type { Clients } from '../apparatus/weather/guests.ts';
import type { ReadForwarded } from '../forwarded.ts';

/** Characters of what a proxy may call an address. */
const longest = 64;

/**
 * What shares one allowance: an address of IPv4, or a network of IPv6, of which every household has a whole one (RFC 6177).
 * @returns `undefined` for this machine, which nothing is counted of: its bots, its bench and its proxies are the operator's own
 */
export function allowanceOf(address: string): string | undefined {
  // Where a proxy is in front, or a bench beside, nearly every request comes from here.
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

/** Clients behind the relay, by the port from which the relay has connected for them: to the server all of them are this machine. */
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

/** Whose request it is: what a trusted proxy says, what the relay knows, or who has connected. @returns `undefined` for this machine */
export const clientOf =
  (forwarded: ReadForwarded, relayed: RelayedClients) =>
  (request: IncomingMessage): string | undefined => {
    const { remoteAddress = '', remotePort } = request.socket;
    return allowanceOf(forwarded(request).address ?? relayed.at(remotePort) ?? remoteAddress);
  };
