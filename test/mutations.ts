/**
 * Breaks the code in one place at a time and looks whether the tests notice: `npm run mutations`. Works on a copy, prints for each mutation how long it
 * took to turn red and what the first failing test said, and ends with 1 if one survived.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Mutation {
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const mutations: readonly Mutation[] = [
  {
    what: 'a cursor that has just been trimmed counts as continuable',
    file: 'server/log/window.ts',
    from: 'after.seq < beginning)',
    to: 'after.seq < beginning - 1)',
  },
  { what: 'a run that was cut by its limit skips one notification', file: 'server/log/window.ts', from: 'to: next - 1, more', to: 'to: next, more' },
  { what: 'two filters that look alike share one key', file: 'server/log/filter.ts', from: 'JSON.stringify(names)', to: 'String(names)' },
  {
    what: 'a reader is told the head instead of his own cursor',
    file: 'server/delivery/reader.ts',
    from: 'return this.#delivery.window.cursor(this.#seq)',
    to: 'return this.#delivery.window.cursor(this.#delivery.window.head)',
  },
  {
    what: 'a socket that waits for its drain is written to',
    file: 'server/delivery/reader.ts',
    from: 'if (this.waiting || this.#seq',
    to: 'if (this.#seq',
  },
  {
    what: 'a batch that was cut is not continued',
    file: 'server/delivery/fan-out.ts',
    from: 'if (value.advance(now)) this.#dirty = true',
    to: 'value.advance(now)',
  },
  { what: 'the memo forgets the filter', file: 'server/delivery/batch.ts', from: 'this.#memo.at(seq, filter,', to: 'this.#memo.at(seq, Filter.all,' },
  {
    what: 'a gap is not told on the push transports',
    file: 'server/delivery/reader.ts',
    from: 'place.gap ? Buffer.concat([hello, framing.gap(place.gap)]) : hello',
    to: 'hello',
  },
  {
    what: 'a parked question lets its cursor fall out of the window',
    file: 'server/transports/long-polling.ts',
    from: '>= log.window.capacity',
    to: '>= Number.POSITIVE_INFINITY',
  },
  {
    what: 'the hello of SSE commits the place that only the gap may',
    file: 'server/transports/event-framing.ts',
    from: "gapFollows ? '' : ",
    to: '',
  },
  {
    what: 'the client moves its cursor after the listener',
    file: 'client/stream/stream.ts',
    from: 'if (moves) this.#cursor = id;',
    to: 'if (moves) queueMicrotask(() => { this.#cursor = id; });',
  },
  { what: 'the client asks again with the cursor it had', file: 'client/stream/poll-loop.ts', from: 'after = answer?.cursor ?? after;', to: '' },
  {
    what: 'the client does not present its cursor on a WebSocket',
    file: 'client/stream/transports/websocket.ts',
    from: "streamUrl(question, 'websocket', question.after)",
    to: "streamUrl(question, 'websocket', undefined)",
  },
  { what: 'the client listens to a transport that it has left', file: 'client/stream/stream.ts', from: 'if (line !== this.#line) return;', to: '' },
];

/** Quick ones first: whatever they find need not be found again. */
const suites = [
  ['test/log', 'test/delivery', 'test/server/wire.test.ts', 'test/contract/listeners.test.ts'],
  ['test/contract/node.test.ts', 'test/contract/connections.test.ts'],
];
const root = fileURLToPath(new URL('..', import.meta.url));

/** A copy to break, without browser: the promises are the same in Node. */
function copyOfTheHouse(): string {
  const copy = mkdtempSync(join(tmpdir(), 'transport-lab-'));
  for (const name of ['server', 'client', 'test', 'package.json', 'tsconfig.json']) cpSync(join(root, name), join(copy, name), { recursive: true });
  for (const name of ['node_modules', 'dist']) symlinkSync(join(root, name), join(copy, name));
  writeFileSync(join(copy, 'vitest.config.ts'), "export default { test: { testTimeout: 60_000, provide: { chromium: '' } } };\n");
  return copy;
}

async function verdict(copy: string): Promise<string | undefined> {
  for (const suite of suites) {
    const said = await complaint(copy, suite);
    if (said) return said;
  }
  return undefined;
}

/** @returns what the first failing test said; `undefined` if all passed */
function complaint(copy: string, suite: readonly string[]): Promise<string | undefined> {
  const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--bail', '1', ...suite];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: copy, env: { ...process.env, NO_COLOR: '1' }, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const text = `${stdout}${stderr}`;
      const title = / FAIL {2}(.*)/.exec(text)?.[1] ?? '';
      const sentence = /^(?:\w*Error): (.*)/m.exec(text)?.[1] ?? '';
      resolve(error ? `${title.replace(/^test\//, '')}\n      ${sentence}` : undefined);
    });
  });
}

const copy = copyOfTheHouse();
let survivors = 0;
try {
  for (const { what, file, from, to } of mutations) {
    const sound = readFileSync(join(root, file), 'utf8');
    if (sound.split(from).length !== 2)
      throw new Error(`${file} holds ${JSON.stringify(from)} ${sound.split(from).length - 1} times; the mutation needs it once.`);
    writeFileSync(
      join(copy, file),
      sound.replace(from, () => to),
    );
    const start = performance.now();
    const said = await verdict(copy);
    const seconds = ((performance.now() - start) / 1_000).toFixed(1).padStart(5);
    process.stdout.write(`${said ? 'red  ' : 'ALIVE'} ${seconds} s  ${what}\n      ${said ?? file}\n`);
    if (!said) survivors += 1;
    writeFileSync(join(copy, file), sound);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
process.stdout.write(`${mutations.length} mutations, ${survivors} survived\n`);
process.exitCode = survivors > 0 ? 1 : 0;
