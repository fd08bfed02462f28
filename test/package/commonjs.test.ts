import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectWith } from '../support/package-project.ts';
import { patience } from '../support/patience.ts';

/** From 20.19 and 22.12 on `require` takes ES modules, if nothing in them waits at the top. */
test('CommonJS requires the package as it is, and gets the same objects as import', () => {
  const folder = projectWith('express=express4');
  writeFileSync(
    join(folder, 'app.cjs'),
    `const { createServer } = require('node:http');
const express = require('express');
const { attach, createStreams, memoryLog, PeerError } = require('transport-lab');
const { openStream } = require('transport-lab/client');
const app = express();
const server = createServer(app);
const log = memoryLog();
const streams = attach(app, server, { log });
server.listen(0, '127.0.0.1', async () => {
  const stream = openStream('http://127.0.0.1:' + server.address().port, { transport: 'sse', EventSource: undefined });
  stream.close();
  await streams.append([{ event: 'news', data: 'hello' }]);
  const imported = await import('transport-lab');
  console.log(log.window.head, imported.PeerError === PeerError, typeof createStreams);
  await streams.close();
  server.close();
});
`,
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, ['app.cjs'], { cwd: folder, encoding: 'utf8', timeout: patience });
  // Node may say that the feature is new; it says so of whoever requires, once.
  const complaints = stderr.split('\n').filter((line) => line && !/ExperimentalWarning|--trace-warnings/.test(line));
  expect({ status, stdout, complaints }).toEqual({ status: 0, stdout: '1 true function\n', complaints: [] });
});
