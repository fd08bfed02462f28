import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The built lab, as `npm start` runs it. */
const lab = fileURLToPath(new URL('../../../dist/server/lab/main.js', import.meta.url));

/** Milliseconds for a lab to start. */
const patience = 30_000;

/** Waits until the lab prints its URL. @throws Error if it does not */
async function urlOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('Expected a lab whose output is read.');
  const late = AbortSignal.timeout(patience);
  const lines = createInterface(child.stdout);
  for (;;) {
    const [line] = await once(lines, 'line', { signal: late });
    const [, url] = /Transport Lab: (http:\S+)/.exec(line) ?? [];
    if (url) return url.replace(/\/$/, '');
  }
}

interface BuiltLab {
  readonly url: Promise<string>;
  stop(): Promise<void>;
}

/** Starts a lab in a process of its own, without ticker and without delay. Neither the environment nor a `.env` sets anything of it. */
export function startBuiltLab(): BuiltLab {
  const child = spawn(process.execPath, [lab, '--port', '0', '--rtt', '0', '--ticker', '0'], {
    cwd: dirname(lab),
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  return {
    url: urlOf(child),
    async stop() {
      child.kill();
      await ended;
    },
  };
}
