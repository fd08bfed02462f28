import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Program } from '../processes/program.ts';
import type { FrontName } from '../result/vias.ts';
import { fill, type Places } from './fill.ts';
import { nginxIn } from './nginx.ts';
import { programOf } from './programs.ts';
import { startListening } from './start-listening.ts';

/** `deploy` lies beside `bench`; seen from the built code, one folder further up. */
function deployFolder(from = import.meta.dirname): string {
  const folder = join(from, 'deploy');
  if (existsSync(join(folder, 'nginx.conf'))) return folder;
  if (dirname(from) === from)
    throw new Error(`Expected the folder deploy beside bench; found none above ${import.meta.dirname}. Run this in a checkout.`);
  return deployFolder(dirname(from));
}

/** A proxy of `deploy` with TLS and HTTP/2, in front of nodes on this machine. */
export interface Front {
  readonly name: FrontName;
  readonly port: number;
  /** With the IP address, so that no name server is needed. The certificate is for `localhost`. */
  readonly url: string;
  /** Its own certificate, which is self-signed. */
  readonly ca: Buffer;
  readonly program: Program;
  /** Reloads its configuration, as an operator would; open connections may end. */
  reload(): void;
  close(): Promise<void>;
}

export interface FrontOptions {
  /** Uses the file of `deploy/wrong`, which is wrong on purpose. @default false */
  readonly wrong?: boolean;
  /** Changes the configuration, where it would take a test too long. @default nothing */
  readonly edit?: (text: string) => string;
  /** Milliseconds that it may take until it listens. @default 60,000 */
  readonly patience?: number;
}

interface Started {
  readonly program: Program;
  reload(): void;
}

interface Kind {
  readonly file: string;
  start(conf: string, folder: string, places: Places): Started;
}

const kinds: Readonly<Record<FrontName, Kind>> = {
  nginx: { file: 'nginx.conf', start: startNginx },
  haproxy: { file: 'haproxy.cfg', start: startHaproxy },
  caddy: { file: 'Caddyfile', start: startCaddy },
};

/**
 * Starts the proxy with exactly this file.
 * @param nodes ports on 127.0.0.1; a single one is used for all three
 * @returns once it listens
 */
export async function startFront(name: FrontName, nodes: readonly number[], options: FrontOptions = {}): Promise<Front> {
  programOf(name);
  const { wrong = false, edit = (text) => text, patience } = options;
  const file = join(deployFolder(), wrong ? 'wrong' : '', kinds[name].file);
  const node = (index: number) => `127.0.0.1:${nodes[index % nodes.length]}`;
  const started = await startListening((folder, port) => {
    const CERTIFICATE = join(folder, 'certificate.pem');
    const places: Places = { HOST: '127.0.0.1', PORT: `${port}`, CERTIFICATE, NODE_1: node(0), NODE_2: node(1), NODE_3: node(2) };
    const ca = makeCertificate(folder, CERTIFICATE);
    return { ca, ...kinds[name].start(edit(readFileSync(file, 'utf8')), folder, places) };
  }, patience);
  return { name, url: `https://127.0.0.1:${started.port}`, ...started };
}

function makeCertificate(folder: string, both: string): Buffer {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const named = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-days', '2', '-keyout', key, '-out', cert];
  execFileSync(programOf('openssl'), ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', ...named], {
    stdio: 'ignore',
  });
  const ca = readFileSync(cert);
  writeFileSync(both, Buffer.concat([ca, readFileSync(key)]));
  return ca;
}

/** Its file is the contents of the block `http`. */
function startNginx(conf: string, folder: string, places: Places): Started {
  const program = nginxIn(folder, { main: ['worker_shutdown_timeout 2s;'], connections: 1_024, http: fill(conf, places) });
  return { program, reload: () => void program.child.kill('SIGHUP') };
}

function startHaproxy(conf: string, folder: string, places: Places): Started {
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(file, conf);
  // With a master process, which stays when a reload replaces the worker.
  const program = new Program(programOf('haproxy'), ['-W', '-db', '-q', '-f', file], { env: { ...process.env, ...places } });
  return { program, reload: () => void program.child.kill('SIGUSR2') };
}

function startCaddy(conf: string, folder: string, places: Places): Started {
  const file = join(folder, 'Caddyfile');
  writeFileSync(file, conf);
  const admin = `unix/${join(folder, 'admin.sock')}`;
  const env = { PATH: process.env.PATH, HOME: folder, ADMIN: admin, ...places };
  const read = ['--config', file, '--adapter', 'caddyfile'];
  const program = new Program(programOf('caddy'), ['run', ...read], { env });
  return { program, reload: () => void new Program(programOf('caddy'), ['reload', '--force', '--address', admin, ...read], { env }) };
}
