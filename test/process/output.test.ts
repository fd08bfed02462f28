import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ServerProcess, startServer, temporaryFolder } from '../support/lab-process.ts';

const clean = { code: 0, signal: null };

/** A file to which every write fails with ENOSPC. */
function full(): number {
  const file = openSync('/dev/full', 'w');
  onTestFinished(() => closeSync(file));
  return file;
}

test('With --log json each line of the log is an object with its time and level, and contains no payload and no token.', async () => {
  const server = await startServer(['--no-weather', '--log', 'json', '--token', 'a-token-of-some-length']);
  const url = `http://localhost:${server.port}`;
  const headers = { 'Content-Type': 'application/json', Origin: 'https://evil.example', Authorization: 'Bearer a-token-of-some-length' };
  await fetch(`${url}/publish?ticket=a-ticket`, { method: 'POST', headers, body: '{"event":"a","data":"a payload"}' });
  server.child.kill('SIGTERM');
  expect(await server.ends()).toEqual(clean);
  const lines = server.stderr.trim().split('\n');
  expect(lines.length).toBeGreaterThanOrEqual(2);
  for (const line of lines) {
    expect(JSON.parse(line)).toEqual({
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      level: 'info',
      pid: server.child.pid,
      message: expect.any(String),
    });
    expect(line).not.toMatch(/a-token|a-ticket|a payload/);
  }
  expect(server.stderr).toContain('https://evil.example');
});

describe('A server whose output cannot be written goes on without it:', () => {
  test('standard error is closed by its reader.', async () => {
    const server = await startServer(['--no-weather']);
    server.child.stderr?.destroy();
    const { port } = server;
    // At shutdown it writes to the broken pipe, and still shuts down in order.
    const stream = await fetch(`http://localhost:${port}/stream/sse`);
    server.child.kill('SIGTERM');
    expect(await stream.text()).toContain('event: hello');
    expect(await server.ends()).toEqual(clean);
  });

  test('standard output is closed by its reader.', async () => {
    const folder = temporaryFolder();
    const server = new ServerProcess(['--port', '0', '--source', '-'], { folder });
    server.child.stdout?.destroy();
    server.child.stdin?.end();
    await server.says('source standard input: ended after 0 lines');
    server.child.kill('SIGTERM');
    expect(await server.ends()).toEqual(clean);
  });

  // Only Linux has /dev/full.
  test.runIf(existsSync('/dev/full'))('the disk is full for both.', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'one.ndjson'), '1\n');
    const silent = new ServerProcess(['--port', '0', '--no-weather', '--source', 'one.ndjson'], { folder, stdout: full() });
    await silent.says('ended after 1 lines');
    silent.child.kill('SIGTERM');
    expect(await silent.ends()).toEqual(clean);
    const mute = await startServer(['--source', '/dev/null'], { stderr: full() });
    mute.child.kill('SIGTERM');
    expect(await mute.ends()).toEqual(clean);
  });
});

test('The name and the reports of a source are printed without control characters.', async () => {
  const folder = temporaryFolder();
  const name = 'a\u001b[2J\nb.ndjson';
  writeFileSync(join(folder, name), '{"event":"\\u009b2J","data":1}\n');
  const server = await startServer(['--no-weather', '--source', name], { folder });
  await server.says('source a\\u001b[2J\\u000ab.ndjson, line 1 is left out: ');
  await server.says('ended after 1 lines');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  expect(server.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});
