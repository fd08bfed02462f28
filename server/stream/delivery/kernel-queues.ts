import { readFile } from 'node:fs/promises';
import { isIPv6, type Socket } from 'node:net';
import { endianness } from 'node:os';

/** What finds a connection in the kernel's table. */
export type Ends = Partial<Pick<Socket, 'localAddress' | 'localPort' | 'remoteAddress' | 'remotePort'>>;

/** Linux lists every TCP connection of this network namespace, IPv4 clients of an IPv6 socket among the latter (proc_pid_net(5)). */
const tables = [
  // The lengths are characters of an address, a colon and a port.
  { path: '/proc/net/tcp', endLength: 8 + 5 },
  { path: '/proc/net/tcp6', endLength: 32 + 5 },
];

/**
 * Bytes that the kernel holds for each peer: sent, and not acknowledged. They shrink when the peer's side takes some, long before Node hears of it: of a send buffer that has grown to
 * 4 MB a third has to go before a socket counts as writable again. Node cannot ask a socket for it, so the whole table is read; 10,000 connections are 1.5 MB.
 * @returns nothing for connections that are not listed, and for none where there is no such table
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

/** A line is `  12: 0100007F:0BB8 0100007F:D431 01 00001F40:00000000 …`: both ends, the state, and what waits to be sent. */
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

/** RFC 4291 section 2.2: `::` stands for as many zeros as are missing, and the last four bytes may be dotted; RFC 4007 puts a zone behind. */
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
