import { readFile } from 'node:fs/promises';

/**
 * The kernel objects of each connected TCP socket in an event loop: the socket, its inode, its directory entry, its file, and its entry in epoll's
 * tree.
 */
const objects = ['TCP', 'sock_inode_cache', 'dentry', 'filp', 'eventpoll_epi'] as const;

/**
 * @param slabinfo text of `/proc/slabinfo` (slabinfo(5)): name, active objects, objects, bytes of one …
 * @returns bytes of all of them together; `undefined` if one is missing, because kernels merge caches of one size
 */
export function socketBytes(slabinfo: string): number | undefined {
  const sizes = objects.map((name) => Number(new RegExp(`^${name}\\s+\\d+\\s+\\d+\\s+(\\d+)`, 'm').exec(slabinfo)?.[1]));
  const sum = sizes.reduce((total, size) => total + size, 0);
  return Number.isFinite(sum) ? sum : undefined;
}

let known: Promise<number | undefined> | undefined;

/** The same of this machine; `undefined` if the file does not exist or may not be read: that takes root. */
export const readSocketBytes = (): Promise<number | undefined> => {
  known ??= readFile('/proc/slabinfo', 'utf8').then(socketBytes, () => undefined);
  return known;
};
