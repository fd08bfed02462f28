import { startBareHttp } from '../../processes/bare-http.ts';
import type { BareAnswer } from '../../processes/bare-http-main.ts';
import { forkProcess } from '../../processes/fork-process.ts';
import type { LibraryHandlers } from '../../processes/library-main.ts';
import type { ServerHandlers } from '../../processes/server-main.ts';

/** A server in a process of its own, whose processor time is read from outside. */
export interface CostServer {
  readonly pid: number;
  readonly port: number;
  /** Sets what a bare server answers to every request from now on. The other servers have answers of their own. */
  readonly say?: (answer: BareAnswer) => Promise<unknown>;
  /** It answers by its own clock, this often, milliseconds. Absent: at once. */
  readonly holds?: number;
  stop(): Promise<void>;
}

/** Milliseconds between two waves of a cycle, and between two notifications of a delivery. */
export const interval = 100;

async function startBare(flags: readonly string[], holds?: number): Promise<CostServer> {
  const { server, pid, target, stop } = await startBareHttp({ status: 204, fields: [], body: '' }, flags);
  if (holds !== undefined) await server.call('hold', holds);
  return { pid, port: target.port, say: (answer) => server.call('answer', answer), stop, ...(holds !== undefined && { holds }) };
}

async function startLibrary(args: readonly string[], flags: readonly string[]): Promise<CostServer> {
  const library = forkProcess<LibraryHandlers>('library-main', 'library', args, flags);
  return { pid: library.pid, port: (await library.call('where')).port, stop: () => library.stop() };
}

async function startLab(flags: readonly string[]): Promise<CostServer> {
  const lab = forkProcess<ServerHandlers>('server-main', 'lab', [], flags);
  return { pid: lab.pid, port: (await lab.call('where')).port, stop: () => lab.stop() };
}

/** All servers that are measured. One that is measured twice ("again") shows how far two identical servers differ. */
const starts = {
  'bare node:http': () => startBare([]),
  'bare node:http, again': () => startBare([]),
  // Node's part in holding: a question that waits outlives the young generation, and one that is answered at once does not.
  'bare node:http, held': (flags) => startBare(flags, interval),
  library: (flags) => startLibrary([], flags),
  'library, again': (flags) => startLibrary([], flags),
  'library, observed': (flags) => startLibrary(['observed'], flags),
  lab: startLab,
} as const satisfies Readonly<Record<string, (flags: readonly string[]) => Promise<CostServer>>>;

export type ServerName = keyof typeof starts;
export type CostServers = ReadonlyMap<ServerName, CostServer>;

/**
 * Starts all servers side by side. Only the one that is asked has work, so a disturbance of the machine meets all of them. @param flags of Node, for
 * servers that are not bare
 */
export async function startServers(names: readonly ServerName[], flags: readonly string[]): Promise<CostServers> {
  return new Map(await Promise.all(names.map(async (name) => [name, await starts[name](flags)] as const)));
}
