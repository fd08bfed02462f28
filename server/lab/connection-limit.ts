import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { hangUp } from '../stream/http/hang-up.ts';
import { PeerError, rawProblem } from '../stream/problem.ts';

/** The default limit of connections: at 12 KiB for each idle one, 600 MB. */
const mostUntold = 50_000;
/** Assumed limit of open files on a system where it cannot be read. */
const openFilesUntold = 4_096;
/** Files that a server needs besides its connections: libraries, pipes, files that it reads. */
const ownFiles = 40;
/** Milliseconds between two reports of the same problem. */
const silence = 60_000;

/**
 * The number of connections that fits into the limit of open files. Beyond that limit the system closes connections silently, before the server could answer.
 * @param filesEach files per connection; 2 with a relay
 */
export function connectionsWithin(openFiles: number, filesEach: number): number {
  return Math.min(mostUntold, Math.max(4, Math.floor((openFiles * 0.9 - ownFiles) / filesEach)));
}

/** How many files this process may open: from proc_pid_limits(5) on Linux, elsewhere a low guess. */
export function openFilesLimit(): number {
  try {
    return Number(/^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? openFilesUntold);
  } catch {
    return openFilesUntold;
  }
}

/** Refuses further connections with 503, and reports that at most once a minute. */
export class ConnectionLimit {
  readonly #max: number;
  readonly #report: (line: string) => void;
  /** Refused clients that are being answered; each keeps a file open for at most a second. */
  #told = 0;
  #refused = 0;
  #saidAt = Number.NEGATIVE_INFINITY;

  constructor(max: number, report: (line: string) => void) {
    this.#max = max;
    this.#report = report;
  }

  /** @param open number of connections without this one @returns whether it may stay */
  admits(socket: Socket, open: number): boolean {
    if (open < this.#max) return true;
    this.#refused += 1;
    this.#say();
    if (this.#told < this.#max * 0.05 + 1) this.#tell(socket);
    else socket.destroy();
    return false;
  }

  #tell(socket: Socket): void {
    this.#told += 1;
    socket.once('close', () => {
      this.#told -= 1;
    });
    const detail = `Expected at most ${this.#max} connections at a time; got one more. Ask again later, or start the server with a larger --max-connections.`;
    hangUp(socket, rawProblem(new PeerError('unavailable', detail)));
  }

  #say(): void {
    const now = performance.now();
    if (now - this.#saidAt < silence) return;
    this.#saidAt = now;
    const who = this.#refused === 1 ? 'a connection' : `${this.#refused} connections`;
    this.#report(`Refused ${who}: all ${this.#max} that --max-connections allows are open.`);
    this.#refused = 0;
  }
}
