import { pathToFileURL } from 'node:url';
import { serve } from '../../server/lab/processes/channel.ts';
import { probeHandlers, ServerProbe } from './server-probe.ts';

/** The part of the lab's code that this process needs, from any commit. */
interface LabCode {
  readonly readConfig: typeof import('../../server/lab/config.ts').readConfig;
  readonly startLab: typeof import('../../server/lab/lab.ts').startLab;
}

/** @param folder built code of the server; absent: the code that this file belongs to */
async function codeIn(folder: string | undefined): Promise<LabCode> {
  if (folder === undefined) return { ...(await import('../../server/lab/config.ts')), ...(await import('../../server/lab/lab.ts')) };
  const load = (name: string) => import(pathToFileURL(`${folder}/${name}.js`).href);
  return { ...(await load('config')), ...(await load('lab')) };
}

/** The real lab, as `npm start` runs it, and a probe beside it. A leading `--code FOLDER` runs the server from elsewhere. */
async function start() {
  const [first, folder, ...rest] = process.argv.slice(2);
  const flags = first === '--code' ? rest : process.argv.slice(2);
  const { readConfig, startLab } = await codeIn(first === '--code' ? folder : undefined);
  const invocation = readConfig(['--host', '127.0.0.1', '--port', '0', '--ticker', '0', '--no-weather', ...flags], {}, '');
  if (invocation.show !== 'lab') throw new Error('Expected flags of the lab.');
  const lab = await startLab(invocation.config, (line) => process.stderr.write(`${line}\n`));
  const probe = new ServerProbe();
  probe.watch(lab.server);
  return {
    ...probeHandlers(probe),
    where: () => ({ port: lab.port, publishPort: lab.port, head: lab.log.window.cursor(lab.log.window.head) }),
  };
}

export type ServerHandlers = Awaited<ReturnType<typeof start>>;

const handlers = await start().catch((error: Error) => {
  process.stderr.write(`The lab did not start: ${error.message}\n`);
  process.exit(1);
});

serve(handlers);
