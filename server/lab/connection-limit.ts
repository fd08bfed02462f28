import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { hangUp } from '../stream/http/hang-up.ts';
import { PeerError, rawProblem } from '../stream/problem.ts';

/** Connections that a process holds at most without being told: 12 KiB each, when they are idle, are 600 MB. */
const mostUntold = 50_000;
/** Files that a process may open, where the system does not tell. */
const openFilesUntold = 4_096;
/** Files that a server needs beside its connections: libraries, pipes, what is read from disk. */
const ownFiles = 40;
/** Milliseconds between two lines about the same trouble. */
const silence = 60_000;

/**
 * As many as leave room: beyond the limit of open files a connection is closed before anybody could answer it, and nothing says so.
 * @param filesEach a relay in front takes two for each
 */
export function connectionsWithin(openFiles: number, filesEach: number): number {
  return Math.min(mostUntold, Math.max(4, Math.floor((openFiles * 0.9 - ownFiles) / filesEach)));
}

/** How many files this process may open: proc_pid_limits(5) on Linux, elsewhere a guess that is low. */
export function openFilesLimit(): number {
  try {
    return Number(/^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? openFilesUntold);
  } catch {
    return openFilesUntold;
  }
}

/** Refuses with 503 who comes when all are taken, and says so once a while. */
export class ConnectionLimit {
  readonly #max: number;
  readonly #report: (line: string) => void;
  /** Refused peers who are told why: each keeps a file open for a second at most. */
  #told = 0;
  #refused = 0;
  #saidAt = Number.NEGATIVE_INFINITY;

  constructor(max: number, report: (line: string) => void) {
    this.#max = max;
    this.#report = report;
  }

  /** @param open connections that are served at present, without this one @returns whether it may stay */
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
