/** Proxies from their Debian packages, each on a free port of 127.0.0.1 in front of a lab, with its files in a temporary folder. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../bench/processes/free-port.ts';
import { ForeignProgram } from './foreign-program.ts';
import { temporaryFolder } from './lab-process.ts';

interface Proxy {
  readonly port: number;
  readonly program: ForeignProgram;
}

interface Upstream {
  readonly port: number;
}

async function start(file: string, args: readonly string[], port: number): Promise<Proxy> {
  const program = new ForeignProgram(file, args);
  await program.listens(port);
  return { port, program };
}

/** nginx settings for a WebSocket. */
export const upgrade = `
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection upgrade;`;

/** @param location a block of its configuration, in which `$lab` is the lab's address */
export async function startNginx(lab: Upstream, location: string, { tls = false } = {}): Promise<Proxy> {
  const folder = temporaryFolder();
  const port = await freePort();
  const both = tls ? certificate(folder) : '';
  const listen = tls ? `listen 127.0.0.1:${port} ssl; ssl_certificate ${both}; ssl_certificate_key ${both};` : `listen 127.0.0.1:${port};`;
  return startNginxWith(`server { ${listen} ${location.replaceAll('$lab', `http://127.0.0.1:${lab.port}`)} }`, port, folder);
}

/** @param http contents of the block `http` @param folder for its files */
export async function startNginxWith(http: string, port: number, folder = temporaryFolder()): Promise<Proxy> {
  const conf = join(folder, 'nginx.conf');
  writeFileSync(
    conf,
    `daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 256; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  ${http}
}
`,
  );
  return start('/usr/sbin/nginx', ['-p', folder, '-e', join(folder, 'error.log'), '-c', conf], port);
}

/** Key and certificate in one file, for `localhost`. */
export function certificate(folder: string): string {
  const both = join(folder, 'both.pem');
  const subject = ['-subj', '/CN=localhost', '-days', '1'];
  execFileSync(
    '/usr/bin/openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', both, '-out', `${both}.crt`, ...subject],
    {
      stdio: 'ignore',
    },
  );
  execFileSync('sh', ['-c', `cat ${both}.crt >> ${both}`]);
  return both;
}

/** Starts it without a configuration file. */
export async function startVarnish(lab: Upstream): Promise<Proxy> {
  const port = await freePort();
  const place = ['-j', 'none', '-n', join(temporaryFolder(), 'varnish'), '-T', 'none', '-s', 'malloc,16m'];
  return start('/usr/sbin/varnishd', ['-F', ...place, '-a', `127.0.0.1:${port}`, '-b', `127.0.0.1:${lab.port}`], port);
}
