import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { residentBytes } from '../../bench/processes/process-usage.ts';
import { Program } from '../support/program.ts';
import type { Target } from './fuzz.ts';

/** The built server, as `npm start` runs it. */
const builtServer = fileURLToPath(new URL('../../dist/server/lab/main.js', import.meta.url));

/** A small window, so that it is full soon, and later growth of memory is not that of the window. */
const flags = ['--port', '0', '--no-weather', '--ticker', '0', '--window', '500', '--headers-timeout', '2', '--stall', '2'];

/** On this signal, which the lab does not use, Node collects garbage and writes how often it has done so. */
const collectOn = 'SIGUSR2';
const collecting = [
  '--expose-gc',
  '--import',
  `data:text/javascript,let count = 0; process.on('${collectOn}', () => { globalThis.gc(); count += 1; console.log('garbage collected: ' + count + ';'); })`,
];

/** Expected reports about mistakes of peers. */
const refusal = /^refused: .*\n/gm;

interface StartedTarget extends Target {
  /** Whether it answers a valid request, after the run. */
  serves(): Promise<boolean>;
  end(): Promise<void>;
}

/** The real lab in a separate process. */
export async function startTarget(): Promise<StartedTarget> {
  const program = new Program(process.execPath, [...collecting, builtServer, ...flags], {
    // No `.env` is there.
    cwd: dirname(builtServer),
    env: { PATH: process.env.PATH },
  });
  let complaints = '';
  let collections = 0;
  program.child.stderr?.on('data', (text: string) => {
    complaints += text;
  });
  await program.says('Transport Lab: http');
  const port = Number(/Transport Lab: http:\/\/[^:]+:(\d+)/.exec(program.said)?.[1]);
  const pid = program.child.pid ?? 0;
  return {
    port,
    complaints: () => complaints.replaceAll(refusal, ''),
    ended: () => program.ended,
    resident: () => residentBytes(pid),
    collect: () => {
      collections += 1;
      program.child.kill(collectOn);
      return program.says(`garbage collected: ${collections};`);
    },
    serves: async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok,
    end: () => program.end('SIGTERM'),
  };
}
