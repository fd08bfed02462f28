import { connect } from 'node:tls';
import type { Target } from '../arms/index.ts';
import { familyTime } from '../processes/process-usage.ts';
import type { FrontName } from '../result/vias.ts';
import { type Front, startFront } from './front.ts';
import { versionOfFront } from './programs.ts';

/** A proxy in front of a server that is measured. */
export interface StagedFront {
  /** Where it listens, and how browsers reach it over HTTP/1.1. */
  readonly target: Target & { readonly way: NonNullable<Target['way']> };
  readonly version: string;
  /** Microseconds of processor time that it has used, workers included; `undefined` if this is not Linux. */
  time(): number | undefined;
  close(): Promise<void>;
}

/** Milliseconds until the proxy finds its node. */
const patience = 20_000;

/** Starts the proxy with its file of `deploy`. @returns once it forwards requests */
export async function stageFront(name: FrontName, server: Target): Promise<StagedFront> {
  const front = await startFront(name, [server.port]);
  try {
    await finds(front);
  } catch (error) {
    await front.close();
    throw error;
  }
  const version = versionOfFront(name);
  const way = { tls: { ca: front.ca.toString(), name: 'localhost' }, front: { name, version, port: front.port } };
  return { target: { host: '127.0.0.1', port: front.port, way }, version, time: () => timeOf(front), close: () => front.close() };
}

function timeOf({ program }: Front): number | undefined {
  try {
    return program.child.pid === undefined ? undefined : familyTime(program.child.pid);
  } catch {
    return undefined;
  }
}

async function finds(front: Front): Promise<void> {
  const late = performance.now() + patience;
  let status = '';
  while (performance.now() < late) {
    status = await statusOf(front);
    if (status === '200') return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Expected ${front.name} to pass a request on; it answered ${status || 'nothing'}. It said:\n${front.program.said.slice(-500)}`);
}

/** @returns the status of `/readyz`; empty if there is no answer */
function statusOf({ port, ca }: Front): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, ca, servername: 'localhost', ALPNProtocols: ['http/1.1'] });
  socket.write('GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  return new Promise((resolve) => {
    socket.once('data', (head: Buffer) => {
      resolve(head.toString('latin1', 9, 12));
      socket.destroy();
    });
    socket.once('error', () => resolve(''));
    socket.once('close', () => resolve(''));
    socket.setTimeout(patience, () => socket.destroy());
  });
}
