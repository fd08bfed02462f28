import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { isLoopbackName } from '../stream/guard/host-names.ts';

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** Networks of containers and virtual machines, which nobody else is in. */
const virtual = /^(docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|utun|tun|tap)/i;
/** An address that a machine gave itself: no router leads there (RFC 3927, and RFC 4291 section 2.5.6). */
const linkLocal = /^(169\.254\.|fe80:)/i;

/**
 * Where others reach this lab, most likely first.
 * @param host what it listens on; `0.0.0.0` and `::` are all addresses of the machine
 * @returns none for a lab on loopback
 */
export function lanUrls(host: string, port: number, interfaces: Interfaces = networkInterfaces()): readonly string[] {
  if (isLoopbackName(host)) return [];
  if (host !== '0.0.0.0' && host !== '::') return [urlOf(host, port)];
  const all = Object.entries(interfaces).flatMap(([name, infos = []]) => infos.map((info) => ({ ...info, last: virtual.test(name) })));
  const usable = all.filter(({ internal, address, family }) => !internal && !linkLocal.test(address) && (family === 'IPv4' || host === '::'));
  const rank = ({ family, last }: (typeof usable)[number]) => (last ? 2 : 0) + (family === 'IPv4' ? 0 : 1);
  return usable.sort((one, other) => rank(one) - rank(other)).map(({ address }) => urlOf(address, port));
}

/** @param host a name, or an address; IPv6 without brackets */
export const urlOf = (host: string, port: number): string => `http://${host.includes(':') ? `[${host}]` : host}:${port}`;

/** Where a client of this machine reaches a host that may be a wildcard. */
export function reachableAt(host: string): string {
  if (host === '::1') return 'localhost';
  return host === 'localhost' || host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
}
