import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import express from 'express';
import express4 from 'express4';
import { expect, test } from 'vitest';
import { type AttachOptions, attach, type MemoryLogOptions, memoryLog } from '../../server/stream/index.ts';

/** `attach` without its types, as JavaScript calls it. */
const call = attach as (...values: unknown[]) => unknown;
const app = express();
const server = createServer(app);
const log = memoryLog();

test.each<[name: string, values: unknown[], says: RegExp]>([
  ['nothing', [], /got undefined as the app\. express\(\) makes one\.$/],
  ['no server', [app], /got undefined as the server\. createServer\(app\) of node:http or node:https makes one/],
  ['a port', [app, 3000, { log }], /got the number 3000 as the server\. /],
  ['both in the other order', [server, app, { log }], /got the server first and the app second\. Swap them\.$/],
  ['a Router, and a server without a request listener', [express.Router(), createServer(), { log }], /hands its requests to nobody\. /],
  ['a Router of Express 4 and no server', [express4.Router(), undefined, { log }], /got undefined as the server\. /],
  ['a function that is not an app', [() => {}, server, { log }], /got a function as the app\. /],
  ['an HTTP/2 server', [app, createHttp2Server(), { log }], /got an HTTP\/2 server\. .* let a proxy in front speak HTTP\/2\.$/],
  [
    'a server that was created without a request listener',
    [app, createServer(), { log }],
    /hands its requests to nobody\. Make it with createServer\(app\)\.$/,
  ],
  ["another app's server", [app, createServer(express()), { log }], /to another Express app\. Hand in that app, /],
  ['no options', [app, server], /got no log\. memoryLog\(\) makes one\.$/],
  ['options without a log', [app, server, { heartbeat: 1_000 }], /got no log\. memoryLog\(\) makes one\.$/],
])('attach throws an error that explains what is wrong with %s, and changes nothing', (_name, values, says) => {
  expect(() => call(...values)).toThrow(TypeError);
  expect(() => call(...values)).toThrow(says);
  expect(() => call(...values)).toThrow(/^Expected attach\(app, server, \{ log \}\); got /);
  expect([server.listeners('request'), server.listenerCount('upgrade'), Object.hasOwn(server, 'emit')]).toEqual([[app], 0, false]);
});

const wrongOptions: [name: keyof AttachOptions, value: unknown, kind: typeof TypeError | typeof RangeError, shown: string][] = [
  ['log', { append() {} }, TypeError, 'an object'],
  ['heartbeat', '15s', TypeError, '"15s"'],
  ['heartbeat', Number.NaN, RangeError, 'NaN'],
  ['heartbeat', -1, RangeError, '-1'],
  ['heartbeat', 1, RangeError, '1'],
  ['heartbeat', Number.POSITIVE_INFINITY, RangeError, 'Infinity'],
  ['heartbeat', 2 ** 31, RangeError, '2147483648'],
  ['heartbeat', null, TypeError, 'null'],
  ['stall', 0, RangeError, '0'],
  ['stall', 30n, TypeError, '30'],
  ['stall', 2 ** 31, RangeError, '2147483648'],
  ['hosts', 'app.example', TypeError, '"app.example"'],
  ['hosts', ['app.example:4000'], TypeError, '["app.example:4000"]'],
  ['hosts', ['https://app.example'], TypeError, '["https://app.example"]'],
  ['hosts', ['*'], TypeError, '["*"]'],
  ['hosts', [''], TypeError, '[""]'],
  ['hosts', [undefined], TypeError, '[undefined]'],
  ['origins', 'https://app.example', TypeError, '"https://app.example"'],
  ['origins', ['*'], TypeError, '["*"]'],
  ['origins', ['https://*.example'], TypeError, '["https://*.example"]'],
  ['origins', ['app.example'], TypeError, '["app.example"]'],
  ['origins', ['https://app.example/path'], TypeError, '["https://app.example/path"]'],
  ['origins', ['https://me@app.example'], TypeError, '["https://me@app.example"]'],
  ['origins', ['null'], TypeError, '["null"]'],
  ['onError', true, TypeError, 'true'],
];

test.each(wrongOptions)('attach refuses %s: %o', (name, value, kind, shown) => {
  const options = { log, [name]: value };
  expect(() => call(app, server, options)).toThrow(kind);
  expect(() => call(app, server, options)).toThrow(new RegExp(`^Expected \`${name}\` of attach to be .+; got .+\\. \\S.+\\.$`));
  expect(() => call(app, server, options)).toThrow(`; got ${shown}. `);
  expect([server.listeners('request'), server.listenerCount('upgrade')]).toEqual([[app], 0]);
});

test.each<[name: keyof MemoryLogOptions, value: unknown, kind: typeof TypeError | typeof RangeError]>([
  ['maxCount', Number.NaN, RangeError],
  ['maxCount', 0, RangeError],
  ['maxCount', 1.5, RangeError],
  ['maxCount', Number.POSITIVE_INFINITY, RangeError],
  ['maxCount', '100', TypeError],
  ['maxBytes', 0, RangeError],
  ['maxBytes', -1, RangeError],
  ['epoch', '', TypeError],
  ['epoch', 'UPPER', TypeError],
  ['epoch', 'a-1', TypeError],
  ['now', 1_700_000_000_000, RangeError],
  ['now', new Date(), TypeError],
])('memoryLog refuses %s: %o', (name, value, kind) => {
  const make = () => memoryLog({ [name]: value } as MemoryLogOptions);
  expect(make).toThrow(kind);
  expect(make).toThrow(new RegExp(`^Expected \`${name}\` of memoryLog to be .+; got .+\\. \\S.+\\.$`));
});

test('attach and memoryLog refuse unknown options, and options that are not an object', () => {
  expect(() => call(app, server, { log, hartbeat: 1_000 })).toThrow(/^Expected the options log, heartbeat, stall, .* of attach; got `hartbeat`\./);
  expect(() => call(app, server, { log, toString: 1 })).toThrow(/got `toString`\./);
  expect(() => memoryLog({ max: 5 } as MemoryLogOptions)).toThrow(/^Expected the options .* of memoryLog; got `max`\./);
  for (const options of [null, 5, [], 'log'])
    expect(() => memoryLog(options as MemoryLogOptions)).toThrow(/^Expected the options of memoryLog to be an object; got /);
});

test.each<[name: string, options: Partial<AttachOptions>]>([
  ['nothing but the log', {}],
  ['undefined for everything else', { heartbeat: undefined, stall: undefined, hosts: undefined, origins: undefined, onError: undefined } as object],
  ['the smallest and the largest values', { heartbeat: 10, stall: 2 ** 31 - 1 }],
  ['no heartbeat', { heartbeat: 0 }],
  ['names and addresses', { hosts: ['app.example', '10.0.0.1', '::1', '[::1]', '0.0.0.0', '::', 'under_score'] }],
  [
    'origins of apps and of pages',
    { origins: ['https://app.example/', 'https://app.example:443', 'HTTP://[::1]:80', 'capacitor://localhost', 'app://', 'https://bücher.example'] },
  ],
])('attach takes %s', (_name, options) => {
  const { close } = attach(app, server, { log, ...options });
  close();
});
