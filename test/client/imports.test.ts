import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { expect, onTestFinished, test } from 'vitest';
import { longPolling, polling, withTransports } from '../../client/stream/transports/index.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/lab-process.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

const library = fileURLToPath(new URL('../../client/stream/transports/index.ts', import.meta.url));

/** Bundles an app that imports only these transports. @returns the code */
async function bundleWith(...transports: readonly string[]): Promise<string> {
  const folder = temporaryFolder();
  const names = transports.join(', ');
  const entry = join(folder, 'app.js');
  writeFileSync(entry, `import { ${names}, withTransports } from ${JSON.stringify(library)};\nexport const openStream = withTransports(${names});\n`);
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    root: folder,
    publicDir: false,
    build: {
      write: false,
      target: 'es2022',
      rolldownOptions: { output: { minify: true, comments: false } },
      lib: { entry, formats: ['es'], fileName: 'app' },
    },
  });
  const [{ output }] = [built].flat() as [Rolldown.RolldownOutput];
  return output[0].code;
}

/** For each transport, a piece of text that only its code contains. */
const marks = {
  sse: 'the event stream broke off',
  websocket: 'the WebSocket closed with',
  longPolling: 'name:`long-polling`',
  polling: 'name:`polling`,subscribe(',
};

/** Bytes after gzip, rounded up to 50. docs/client.md has them as a table. */
test.each([
  [['websocket', 'sse', 'longPolling', 'polling'], 7_450],
  [['websocket', 'polling'], 7_200],
  [['sse', 'polling'], 7_000],
  [['polling'], 6_750],
] as const)('a bundle with %j has no other transport', async (transports, limit) => {
  const code = await bundleWith(...transports);
  const size = gzipSync(code, { level: 9 }).byteLength;
  process.stdout.write(`${transports.join(' and ')}: ${size} bytes compressed (at most ${limit})\n`);
  const found = Object.entries(marks).flatMap(([name, mark]) => (code.includes(mark) ? [name] : []));
  expect(new Set(found)).toEqual(new Set(transports));
  expect(size).toBeLessThanOrEqual(limit);
});

test('a stream with some of the transports accepts only their names, and tries them in their order', async () => {
  const lab = await startTestLab();
  const openStream = withTransports(longPolling, polling);
  const stream = openStream(lab.url);
  onTestFinished(() => stream.close());
  const seen: unknown[] = [];
  stream.on('number', ({ data }) => seen.push(data));
  await eventually('the hello', () => stream.state === 'open');
  expect(stream.transport).toBe('long-polling');
  await appendNumbers(lab, 2);
  await eventually('two numbers', () => seen.length === 2);
  stream.switchTo('polling');
  await appendNumbers(lab, 2);
  await eventually('four numbers', () => seen.length === 4);
  expect(stream.transport).toBe('polling');
  const words = 'Expected a transport of long-polling, polling; got sse.';
  expect(() => stream.switchTo('sse')).toThrow(words);
  expect(() => openStream(lab.url, { transport: ['polling', 'sse'] })).toThrow(words);
});
