import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectWith } from '../support/package-project.ts';
import { patience } from '../support/patience.ts';

/** From Node 20.19 and 22.12 on, `require` accepts ES modules without top-level await. */
test('CommonJS can require the package, and gets the same objects as import', () => {
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
  // Node may warn once that this feature is experimental.
  const complaints = stderr.split('\n').filter((line) => line && !/ExperimentalWarning|--trace-warnings/.test(line));
  expect({ status, stdout, complaints }).toEqual({ status: 0, stdout: '1 true function\n', complaints: [] });
});
