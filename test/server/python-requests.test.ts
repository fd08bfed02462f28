import { spawn } from 'node:child_process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { startServer } from '../support/lab-process.ts';
import { providePrograms } from '../support/programs.ts';

const python = '/usr/bin/python3';
const hasRequests = await providePrograms('python3-requests');

/** A Python program that prints each line as it arrives, and how the stream ended. */
const script = `
import requests, sys
try:
    for line in requests.get(sys.argv[1], stream=True, timeout=60).iter_lines():
        print(line.decode(), flush=True)
    print('COMPLETE', flush=True)
except requests.exceptions.ChunkedEncodingError:
    print('INCOMPLETE', flush=True)
`;

/** A reader in Python. @returns what it has printed so far */
function follow(url: string): { lines: () => string[] } {
  const child = spawn(python, ['-c', script, url], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (printed: string) => {
    text += printed;
  });
  return { lines: () => text.split('\n') };
}

describe.skipIf(!hasRequests)('iter_lines() of requests', () => {
  test.each([
    ['SIGTERM', 'COMPLETE'],
    ['SIGKILL', 'INCOMPLETE'],
  ] as const)('yields the hello at once, each notification as it arrives, and after %s that the stream is %s', async (signal, end) => {
    const server = await startServer(['--no-weather']);
    const url = await server.url();
    const { lines } = follow(`${url}/stream/sse`);
    const prints = (what: string, pattern: RegExp) =>
      eventually(
        () => `${what}; it printed ${JSON.stringify(lines())}`,
        () => lines().some((line) => pattern.test(line)),
        20_000,
      );
    await prints('the hello', /^data: \{"cursor":/);
    await fetch(`${url}/publish`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"event":"a","data":"größe"}' });
    await prints('the notification', /^data: \{"id":.*"größe"/);
    server.child.kill(signal);
    await prints('the end', /COMPLETE$/);
    expect(lines().filter((line) => /COMPLETE$/.test(line))).toEqual([end]);
  });
});
