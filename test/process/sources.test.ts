import { spawn } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { closed } from '../support/closed.ts';
import { ServerProcess, startServer, temporaryFolder } from '../support/lab-process.ts';
import { openInNode } from '../support/platform.ts';

test('Every new line of a log file that grows is published: tail -f growing.log | npm start -- --source -', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'growing.log');
  writeFileSync(path, '{"event":"deploy","data":{"version":1}}\n');
  const server = await startServer(['--source', '-']);
  const reader = openInNode(await server.url(), { transport: 'sse', after: 'earliest' });
  await reader.hello();
  const tail = spawn('tail', ['-n', '+1', '-f', path], { stdio: ['ignore', 'pipe', 'ignore'] });
  const tailEnded = closed(tail);
  onTestFinished(async () => {
    tail.kill();
    await tailEnded;
  });
  if (server.child.stdin) tail.stdout.pipe(server.child.stdin);

  await reader.reach(1);
  appendFileSync(path, '2026-01-01T00:00:00Z INFO started\nWARN disk');
  await reader.reach(2);
  appendFileSync(path, ' full\n{"event":"","data":0}\n17\n');
  await reader.reach(4);
  expect(reader.notifications.map(({ event, data }) => [event, data])).toEqual([
    ['deploy', { version: 1 }],
    ['line', '2026-01-01T00:00:00Z INFO started'],
    ['line', 'WARN disk full'],
    ['line', 17],
  ]);
  await server.says(/^source standard input, line 4 is left out: Expected `event`/m);
});

test('The end of standard input is reported, and the lab goes on until it gets a signal.', async () => {
  const server = await startServer(['--source', '-']);
  server.child.stdin?.end('"one"\n"two, without a line break"');
  await server.says('source standard input: ended after 2 lines, 2 published.\n');
  const answer = await fetch(`${await server.url()}/stream/polling?after=earliest`);
  expect(((await answer.json()) as { notifications: { data: string }[] }).notifications.map(({ data }) => data)).toEqual([
    'one',
    'two, without a line break',
  ]);
  server.child.kill('SIGTERM');
  expect(await server.ends(20_000)).toEqual({ code: 0, signal: null });
});

test('A missing file ends the start with one line and exit code 1, whatever the other sources.', async () => {
  const server = new ServerProcess(['--port', '0', '--source', '-', '--source', 'missing.ndjson']);
  expect(await server.ends()).toEqual({ code: 1, signal: null });
  expect(server.stdout).toBe('');
  expect(server.stderr).toBe('--source missing.ndjson: there is no such file. Expected a file of NDJSON, - for standard input, or sse:URL.\n');
});
