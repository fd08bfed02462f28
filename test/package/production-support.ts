import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../bench/processes/free-port.ts';
import { snippetsOf } from '../support/documents.ts';
import { ForeignProgram } from '../support/foreign-program.ts';
import { projectWith } from '../support/package-project.ts';
import { patience } from '../support/patience.ts';

const run = promisify(execFile);

export const document = 'docs/production.md';

export const snippets = snippetsOf(document);

export const files = snippets.filter(({ name }) => /\.\w+$/.test(name));

/** The last snippet of this name: a later one replaces an earlier one. */
export const codeOf = (wanted: string): string => snippets.findLast(({ name }) => name === wanted)?.code ?? `No snippet is called ${wanted}.`;

/** A user's folder with these files, in which `node server.js` runs. */
export async function startApp(written: Readonly<Record<string, string>>, ...packages: readonly string[]) {
  const folder = projectWith(...packages);
  for (const [name, code] of Object.entries(written)) writeFileSync(join(folder, name), code);
  const port = await freePort();
  const program = new ForeignProgram(process.execPath, ['server.js'], { cwd: folder, env: { PATH: process.env.PATH, PORT: String(port) } });
  await program.listens(port);
  return { program, port, folder };
}

/** A command of the document, with the addresses of the app and the proxy in this test. */
export const commandOf = (name: string, app: string, proxy = ''): string =>
  codeOf(name).replaceAll('http://127.0.0.1:3000', app).replaceAll('https://app.example', proxy).replace('curl -s', 'curl -sk');

export const shell = async (name: string, app: string, proxy?: string): Promise<string> =>
  (await run('sh', ['-c', commandOf(name, app, proxy)], { timeout: patience })).stdout;

export const whole = () => Object.fromEntries(files.map(({ name }) => [name, codeOf(name)]));

export const everything = ['express', 'prom-client'];
