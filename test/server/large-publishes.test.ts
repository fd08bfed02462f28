import { expect, onTestFinished, test, vi } from 'vitest';
import { expectProblem, expectService, post } from '../support/ask.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { openRaw, rawRequest } from '../support/raw-http.ts';
import { startTestLab } from '../support/start-lab.ts';

expectNoMistakes();

const json = { 'Content-Type': 'application/json' };

const mebibyte = 1024 * 1024;

/** A message whose data has this many bytes of JSON. */
const messageOf = (bytes: number) => JSON.stringify({ event: 'big', data: 'x'.repeat(bytes - 2) });

/** JSON of exactly this length. */
const padded = (length: number) => `{"event":"a","data":1${' '.repeat(length - 22)}}`;

test('data may be 64 KiB, and not a byte more', async () => {
  const lab = await startTestLab();
  expect((await post(lab, messageOf(65_536))).status).toBe(201);
  expectProblem(await post(lab, messageOf(65_537)), 413, 'too-large');
  // The limit counts bytes, not characters.
  expectProblem(await post(lab, JSON.stringify({ event: 'big', data: 'ä'.repeat(32_768) })), 413, 'too-large');
  expect(lab.log.window.head).toBe(1);
  await expectService(lab);
});

test.each([
  ['with a Content-Length', (body: string) => body],
  ['without a Content-Length', (body: string) => [body.slice(0, 70_000), body.slice(70_000)]],
])('a body %s may be 1 MiB, and not a byte more', async (_name, cut) => {
  const lab = await startTestLab();
  expect((await post(lab, cut(padded(mebibyte)))).status).toBe(201);
  expectProblem(await post(lab, cut(padded(mebibyte + 1))), 413, 'too-large');
  expectProblem(await post(lab, cut(padded(3 * mebibyte))), 413, 'too-large');
  expect(lab.log.window.head).toBe(1);
  await expectService(lab);
});

test('a body whose Content-Length is too large is refused before it comes', async () => {
  const lab = await startTestLab();
  const connection = await openRaw(lab);
  connection.send(rawRequest('POST', '/publish', { ...json, 'Content-Length': '1000000000000' }));
  expectProblem(await connection.response(), 413, 'too-large');
  await expectService(lab);
});

test('an endless body is refused while it is still being sent', async () => {
  const lab = await startTestLab();
  const connection = await openRaw(lab);
  connection.send(rawRequest('POST', '/publish', { ...json, 'Transfer-Encoding': 'chunked' }));
  const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
  for (let count = 0; count < 17; count += 1) connection.send(chunk);
  expectProblem(await connection.response(), 413, 'too-large');
  await expectService(lab);
});

test.each([
  ['text/plain', { 'Content-Type': 'text/plain' }],
  ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }],
  ['no type', {}],
  ['an empty type', { 'Content-Type': '' }],
  ['something that begins like JSON', { 'Content-Type': 'application/json-seq' }],
  ['Latin-1', { 'Content-Type': 'application/json; charset=iso-8859-1' }],
  ['UTF-16', { 'Content-Type': 'application/json; charset=utf-16' }],
  ['UTF-7', { 'Content-Type': 'application/json;charset="utf-7"' }],
  ['an empty charset', { 'Content-Type': 'application/json; charset=' }],
  ['gzip', { ...json, 'Content-Encoding': 'gzip' }],
  ['an unknown encoding', { ...json, 'Content-Encoding': 'x' }],
])('a body of %s is of the wrong content type', async (_name, headers) => {
  const lab = await startTestLab();
  expectProblem(await post(lab, '{"event":"a","data":1}', headers), 415, 'bad-content-type');
  expect(lab.log.window.head).toBe(0);
  await expectService(lab);
});

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

test('data may be nested 60 levels deep, not counting the array around messages, and no deeper', async () => {
  const lab = await startTestLab();
  expect((await post(lab, `{"event":"deep","data":${nested(60)}}`)).status).toBe(201);
  expect((await post(lab, `[{"event":"deep","data":${'{"a":'.repeat(60)}1${'}'.repeat(60)}}]`)).status).toBe(201);
  for (const depth of [61, 62, 63, 1_000, 30_000, 500_000]) {
    const { detail } = expectProblem(await post(lab, `{"event":"deep","data":${nested(depth)}}`), 400, 'bad-message');
    expect(detail).toMatch(/at most 60 arrays and objects inside of each other/);
  }
  const bad = expectProblem(await post(lab, `[{"event":"a","data":1},{"event":"deep","data":${nested(61)}}]`), 400, 'bad-message');
  expect(bad.detail).toMatch(/^Message 1 of the array: /);
  // Brackets in a string do not count.
  expect((await post(lab, JSON.stringify({ event: 'text', data: `"${'['.repeat(1_000)}\\` }))).status).toBe(201);
  expect(lab.log.window.head).toBe(3);
  await expectService(lab);
});

test('a mebibyte of brackets is refused without being parsed', async () => {
  const lab = await startTestLab();
  const parse = vi.spyOn(JSON, 'parse');
  onTestFinished(() => parse.mockRestore());
  for (const [sign, code] of [
    ['[', 'bad-json'],
    ['{"a":', 'bad-json'],
    ['[[]', 'bad-json'],
    [']', 'bad-json'],
  ] as const) {
    const text = sign.repeat(Math.floor(mebibyte / sign.length));
    expectProblem(await post(lab, text), 400, code);
    expect(parse.mock.calls.map(([given]) => given)).not.toContain(text);
  }
  expectProblem(await post(lab, nested(mebibyte / 2)), 400, 'bad-message');
  expect(parse.mock.calls.every(([given]) => given.length < mebibyte)).toBe(true);
  await expectService(lab);
});
