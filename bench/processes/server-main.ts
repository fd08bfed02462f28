import { readConfig } from '../../server/config.ts';
import { startLab } from '../../server/lab.ts';
import { serve } from './channel.ts';
import { probeHandlers, ServerProbe } from './server-probe.ts';

/** The real lab, as `npm start` runs it, and beside it what tells how it fares. */
const invocation = readConfig(['--host', '127.0.0.1', '--port', '0', '--ticker', '0', '--no-weather', ...process.argv.slice(2)], {}, '');
if (invocation.show !== 'lab') throw new Error('Expected flags of the lab.');
const lab = await startLab(invocation.config, (line) => process.stderr.write(`${line}\n`));
const probe = new ServerProbe();
probe.watch(lab.server);

const handlers = {
  ...probeHandlers(probe),
  where: () => ({ port: lab.port, publishPort: lab.port, head: lab.log.window.cursor(lab.log.window.head) }),
};

export type ServerHandlers = typeof handlers;

serve(handlers);
