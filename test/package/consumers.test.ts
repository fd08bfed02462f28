import { execFile } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { projectWith } from '../support/package-project.ts';

const { resolve } = createRequire(import.meta.url);
const compilers = { '5.5': resolve('typescript55/package.json'), '7': resolve('typescript/package.json') };
const resolutions = { node16: 'node16', nodenext: 'nodenext', bundler: 'esnext' };

const strict = {
  noEmit: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  // Skips the compiler's own types of the language and the DOM: checking them would take most of the older compiler's time.
  skipDefaultLibCheck: true,
  target: 'es2022',
};
/** A server has no `window`, and a page no `Buffer`. */
const kinds = { server: { lib: ['es2023'], types: ['node'] }, client: { lib: ['es2022', 'dom', 'dom.iterable'], types: [] } };

const attachWith = (options: string) =>
  `import { createServer } from 'node:http';\nimport express from 'express';\nimport { attach, memoryLog } from 'transport-lab';\nconst app = express();\nattach(app, createServer(app), { log: memoryLog(), ${options} });\n`;
const createWith = (call: string) =>
  `import { createStreams, memoryLog } from 'transport-lab';\nconst streams = createStreams<{ news: { title: string } }>({ log: memoryLog() });\n${call};\n`;

const openWith = (call: string) =>
  `import { openStream } from 'transport-lab/client';\ninterface Events { news: { title: string } }\nconst stream = openStream<Events>('/');\n${call};\nvoid stream;\n`;

/** Code with one mistake each, and a part of the expected compiler error. */
const slips: Readonly<Record<keyof typeof kinds, Readonly<Record<string, readonly [code: string, token: string]>>>> = {
  server: {
    'a name that is not exported': ["import { atach } from 'transport-lab';\natach();\n", 'atach'],
    'a folder that is not exported': [
      "import { Window } from 'transport-lab/dist/server/stream/log/window.js';\nnew Window();\n",
      'transport-lab/dist',
    ],
    'an option': [attachWith('hartbeat: 1_000'), 'hartbeat'],
    'rights without an answer to who may publish': [attachWith('authorize: () => ({ read: true })'), "'publish' is missing"],
    'the name of an event': [createWith("streams.append([{ event: 'nwes', data: { title: 'hello' } }])"), 'nwes'],
    'the data of an event': [createWith("streams.append([{ event: 'news', data: { titel: 'hello' } }])"), 'titel'],
    'an event in rights': [createWith("streams.ticket({ read: ['nwes'], publish: false })"), 'nwes'],
    'a code of PeerError': ["import { PeerError } from 'transport-lab';\nthrow new PeerError('unauthorised', 'No.');\n", 'unauthorised'],
  },
  client: {
    'an option': ["import { openStream } from 'transport-lab/client';\nopenStream('/', { transports: 'sse' });\n", 'transports'],
    'an event that is asked for': [openWith("openStream<Events>('/', { events: ['nwes'] })"), 'nwes'],
    'the name of an event that is published': [openWith("stream.publish('nwes', { title: 'hello' })"), 'nwes'],
    'the data of an event that is published': [openWith("stream.publish('news', { titel: 'hello' })"), 'titel'],
    'the name of an event that is heard': [openWith("stream.on('nwes', () => {})"), 'nwes'],
    'the data of an event that is heard': [openWith("stream.on('news', ({ data }) => data.titel)"), 'titel'],
    'the type of a listener': [openWith("stream.addEventListener('notificaton', () => {})"), 'notificaton'],
    'the type of a listener that is removed': [openWith("stream.removeEventListener('notificaton', () => {})"), 'notificaton'],
    'a field of an error': [openWith("stream.addEventListener('error', ({ detail }) => detail.remedies)"), 'remedies'],
    'a bundle without a transport': ["import { withTransports } from 'transport-lab/client/transports';\nwithTransports()('/');\n", 'at least 1'],
    'the name of a transport': ["import { openStream } from 'transport-lab/client';\nopenStream('/', { transport: 'pigeon' });\n", 'pigeon'],
  },
};

/** Milliseconds: the types of Node and the DOM are checked too, for which the older compiler needs seconds of processor time, and a minute on a busy machine. */
const patience = 170_000;

/** @returns the compiler's errors, by file */
async function check(version: keyof typeof compilers, folder: string): Promise<Readonly<Record<string, string>>> {
  const tsc = join(dirname(compilers[version]), 'bin/tsc');
  const said = await new Promise<string>((done) => {
    execFile(process.execPath, [tsc, '--pretty', 'false'], { cwd: folder, timeout: patience }, (error, stdout, stderr) =>
      done(error && !stdout ? `compiler: ${error.message}${stderr}` : stdout),
    );
  });
  // Details are on indented lines below the line that names the file.
  const texts = said.split(/\n(?=\S)/).filter((text) => text.trim() !== '');
  return Object.fromEntries(texts.map((text) => [text.replace(/[(:][\s\S]*/, ''), text]));
}

/** A user's server or page, and beside it the files with mistakes. */
function project(kind: keyof typeof kinds, module: string, moduleResolution: string): string {
  const folder = kind === 'server' ? projectWith('express', '@types/express', '@types/node') : projectWith();
  cpSync(join(import.meta.dirname, 'consumer', kind), folder, { recursive: true });
  for (const [index, [code]] of Object.values(slips[kind]).entries()) writeFileSync(join(folder, `slip-${index}.ts`), `${code}export {};\n`);
  const compilerOptions = { ...strict, ...kinds[kind], module, moduleResolution };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  return folder;
}

/**
 * All combinations for TypeScript 7. The older compiler takes ten times as long, so it gets each resolution and each kind only once: how a module is found does not depend on its
 * types, and in 5.5 `node16` is another name for `nodenext`.
 */
const ofOlder: Readonly<Record<string, string>> = { nodenext: 'server', bundler: 'client' };
const combinations = Object.keys(compilers)
  .flatMap((version) => Object.keys(resolutions).flatMap((resolution) => Object.keys(kinds).map((kind) => ({ version, resolution, kind }))))
  .filter(({ version, resolution, kind }) => version === '7' || ofOlder[resolution] === kind) as {
  version: keyof typeof compilers;
  resolution: keyof typeof resolutions;
  kind: keyof typeof kinds;
}[];

test.each(combinations)(
  'TypeScript $version with the resolution $resolution compiles a $kind, and reports each mistake in it',
  async (combination) => {
    const { version, resolution, kind } = combination;
    const said = await check(version, project(kind, resolutions[resolution], resolution));
    const files = Object.values(slips[kind]).map((_, index) => `slip-${index}.ts`);
    expect(Object.entries(said).filter(([file]) => !files.includes(file))).toEqual([]);
    for (const [index, [name, [, token]]] of Object.entries(slips[kind]).entries()) {
      expect(said[`slip-${index}.ts`] ?? `nothing about ${name}`).toContain(token);
    }
  },
  patience + 10_000,
);
