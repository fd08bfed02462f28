import { spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { endWithUs } from '../../processes/end-with-us.ts';
import { endedAfter } from '../../processes/ended-after.ts';

/** The program that `npm start` runs, beside the built bench. */
const builtServer = fileURLToPath(new URL('../../../server/lab/main.js', import.meta.url));

/** Only flags set what is measured: with the `REDIS_URL` of `bench:redis`, the lab "in memory" would keep its log in Redis too. Options of Node stay, for a profile of the lab. */
const environment = (): NodeJS.ProcessEnv => {
  const { PATH, NODE_OPTIONS = '' } = process.env;
  return { PATH, NODE_OPTIONS };
};

/** Milliseconds until the lab prints its URL, and until it ends. */
const patience = { start: 20_000, end: 5_000 };

/** The lab in a process of its own. */
export interface StartedLab {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Resolves when it has ended; SIGTERM turns into SIGKILL when it takes too long. Ending it twice is harmless. */
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/**
 * Starts the lab as `npm start` does, but without settings from the environment and a `.env`.
 * @param flags of the lab, besides the port
 * @param port 0 takes a free one
 */
export async function startLab(flags: readonly string[] = [], port = 0): Promise<StartedLab> {
  const child = spawn(process.execPath, [builtServer, '--port', `${port}`, ...flags], {
    // There is no `.env` beside built files.
    cwd: dirname(builtServer),
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  endWithUs(child);
  const gone = once(child, 'close');
  const end = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), patience.end);
    await gone;
    clearTimeout(late);
  };
  try {
    const url = await urlIn(child.stdout);
    return { url, port: Number(new URL(url).port), pid: child.pid ?? 0, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Starts the lab, runs a function with it, and always ends it. @param flags of the lab, besides the port */
export async function useStartedLab<Value>(
  signal: AbortSignal,
  act: (url: string, pid: number) => Promise<Value>,
  flags: readonly string[] = [],
): Promise<Value> {
  signal.throwIfAborted();
  const lab = await startLab(flags);
  return endedAfter(
    signal,
    () => lab.end(),
    () => act(lab.url, lab.pid),
  );
}

async function urlIn(output: Readable): Promise<string> {
  let said = '';
  const late = AbortSignal.timeout(patience.start);
  try {
    for await (const [text] of on(output.setEncoding('utf8'), 'data', { signal: late, close: ['close'] })) {
      said += text;
      const url = /Transport Lab: (http:\S+)/.exec(said)?.[1];
      if (url) return url;
    }
  } catch (error) {
    if (!late.aborted) throw error;
  }
  throw new Error(`Expected the lab to print its URL within ${patience.start / 1_000} s; it printed ${said || 'nothing'}.`);
}
