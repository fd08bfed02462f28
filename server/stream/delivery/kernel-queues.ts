import { readFile } from 'node:fs/promises';
import { isIPv6, type Socket } from 'node:net';
import { endianness } from 'node:os';

/** The addresses and ports that identify a connection in the kernel's table. */
export type Ends = Partial<Pick<Socket, 'localAddress' | 'localPort' | 'remoteAddress' | 'remotePort'>>;

/** Linux lists every TCP connection of this network namespace here; IPv4 clients of an IPv6 socket are in the second file (proc_pid_net(5)). */
const tables = [
  // Characters of an address in hexadecimal, a colon and a port.
  { path: '/proc/net/tcp', endLength: 8 + 5 },
  { path: '/proc/net/tcp6', endLength: 32 + 5 },
];

/**
 * Reads how many bytes the kernel holds for each peer: written, but not acknowledged. This number shrinks as soon as the peer's side takes some. Node learns of it much later: a third
 * of a send buffer, which may have grown to 4 MB, must drain before the socket is writable again. Node cannot query one socket, so this reads the whole table; 10,000 connections are 1.5 MB.
 * @returns only the connections that are listed; an empty map on a system without such a table
 */
export async function kernelQueues<Connection extends Ends>(connections: Iterable<Connection>): Promise<Map<Connection, number>> {
  const wanted = new Map<string, Connection>();
  for (const connection of connections) {
    const key = keyOf(connection);
    if (key) wanted.set(key, connection);
  }
  const queues = new Map<Connection, number>();
  if (wanted.size === 0) return queues;
  const read = await Promise.all(tables.map(async ({ path, endLength }) => ({ text: await readFile(path, 'latin1').catch(() => ''), endLength })));
  for (const { text, endLength } of read) collect(text, endLength, wanted, queues);
  return queues;
}

/** Parses lines such as `  12: 0100007F:0BB8 0100007F:D431 01 00001F40:00000000 …`: both ends, the state, the bytes in the send queue. */
function collect<Connection>(text: string, endLength: number, wanted: ReadonlyMap<string, Connection>, queues: Map<Connection, number>): void {
  const keyLength = 2 * endLength + 1;
  for (let line = text.indexOf('\n') + 1; line > 0; line = text.indexOf('\n', line) + 1) {
    const start = text.indexOf(': ', line) + 2;
    if (start < 2) return;
    const connection = wanted.get(text.slice(start, start + keyLength));
    if (!connection) continue;
    const queue = start + keyLength + ' 01 '.length;
    queues.set(connection, Number.parseInt(text.slice(queue, queue + 8), 16));
  }
}

function keyOf({ localAddress, localPort, remoteAddress, remotePort }: Ends): string | undefined {
  if (!localAddress || !remoteAddress || localPort === undefined || remotePort === undefined) return undefined;
  return `${endOf(localAddress, localPort)} ${endOf(remoteAddress, remotePort)}`;
}

const hex = (number: number, digits: number): string => number.toString(16).toUpperCase().padStart(digits, '0');

/** An address as the kernel prints it: words of four bytes, each in the byte order of the machine. */
function endOf(address: string, port: number): string {
  const bytes = isIPv6(address) ? bytesOfIPv6(address) : address.split('.').map(Number);
  const words: string[] = [];
  for (let at = 0; at < bytes.length; at += 4) {
    const word = bytes.slice(at, at + 4).map((byte) => hex(byte, 2));
    words.push((endianness() === 'LE' ? word.reverse() : word).join(''));
  }
  return `${words.join('')}:${hex(port, 4)}`;
}

/** In RFC 4291 section 2.2, `::` stands for the missing zeros, and the last four bytes may be in dotted form. RFC 4007 adds a zone (`%eth0`). */
function bytesOfIPv6(address: string): number[] {
  const [before = '', after] = address.replace(/%.*/, '').split('::');
  const [head, tail] = [bytesOfGroups(before), bytesOfGroups(after ?? '')];
  return [...head, ...Array.from({ length: 16 - head.length - tail.length }, () => 0), ...tail];
}

const bytesOfGroups = (text: string): number[] =>
  text === ''
    ? []
    : text.split(':').flatMap((group) => {
        if (group.includes('.')) return group.split('.').map(Number);
        const value = Number.parseInt(group, 16);
        return [value >> 8, value & 0xff];
      });
