import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** TCP segments of all open connections of a server, since each was opened, and the kernel's memory for them. */
export interface Segments {
  readonly up: number;
  readonly down: number;
  /** Bytes in the kernel's socket buffers (skmem), without the sockets themselves. */
  readonly kernel: number;
}

const run = promisify(execFile);
let missing = false;

const sum = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].reduce((total, [, digits]) => total + Number(digits), 0);

/**
 * Asks `ss` (iproute2), which needs no rights.
 * @param port of the server @param ignored port of a peer that is not a client
 * @returns `undefined` where there is no `ss`
 */
export async function readSegments(port: number, ignored: number): Promise<Segments | undefined> {
  if (missing) return undefined;
  try {
    const filter = `( sport = :${port} ) and ( dport != :${ignored} )`;
    const { stdout } = await run('ss', ['-tinmH', 'state', 'connected', filter], { maxBuffer: 2 ** 27 });
    // skmem:(r0,rb131072,t0,tb2626560,f0,w0,o0,bl0,d0): received, to send, forward allocated, write queue, options, backlog.
    const kernel = [...stdout.matchAll(/skmem:\(r(\d+),rb\d+,t(\d+),tb\d+,f(\d+),w(\d+),o(\d+),bl(\d+)/g)]
      .map(([, ...counts]) => counts.reduce((total, digits) => total + Number(digits), 0))
      .reduce((total, one) => total + one, 0);
    return { up: sum(stdout, /\bsegs_in:(\d+)/g), down: sum(stdout, /\bsegs_out:(\d+)/g), kernel };
  } catch {
    missing = true;
    return undefined;
  }
}
