import { spawn } from 'node:child_process';
import { on, once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** What `npm start` runs, beside the built bench. */
const builtServer = fileURLToPath(new URL('../../../server/lab/main.js', import.meta.url));

/** Milliseconds to tell its URL, and to say goodbye. */
const patience = { start: 20_000, end: 5_000 };

/**
 * Starts the lab as `npm start` does, on a free port; does something with it, and ends it whatever happens.
 * @param flags of the lab, besides the port
 */
export async function useStartedLab<Value>(
  signal: AbortSignal,
  act: (url: string, pid: number) => Promise<Value>,
  flags: readonly string[] = [],
): Promise<Value> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, [builtServer, '--port', '0', ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(child, 'close');
  const end = () => void child.kill();
  signal.addEventListener('abort', end, { once: true });
  try {
    return await act(await urlIn(child.stdout), child.pid ?? 0);
  } finally {
    signal.removeEventListener('abort', end);
    end();
    const late = setTimeout(() => child.kill('SIGKILL'), patience.end);
    await gone;
    clearTimeout(late);
  }
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
  throw new Error(`Expected the lab to tell its URL within ${patience.start / 1_000} s; it said ${said || 'nothing'}.`);
}
