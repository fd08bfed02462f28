import { expect, test } from 'vitest';
import { ask, expectProblem, expectService, post } from '../support/ask.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { get, openRaw, rawRequest } from '../support/raw-http.ts';
import { startTestLab } from '../support/start-lab.ts';

expectNoMistakes();

const json = { 'Content-Type': 'application/json' };

test.each([
  ['nothing', ''],
  ['white space', '  '],
  ['half a message', '{"event":"a","data":'],
  ['two values', '{} {}'],
  ['JavaScript', "{event:'a'}"],
  ['NaN', '{"event":"a","data":NaN}'],
  ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
  ['half a character', Buffer.from([0x22, 0xe2, 0x82, 0x22])],
  ['UTF-16', Buffer.from('{"event":"ä","data":1}', 'utf16le')],
])('a body of %s is bad JSON', async (_name, body) => {
  const lab = await startTestLab();
  expectProblem(await post(lab, body), 400, 'bad-json');
  expectProblem(await post(lab, [body]), 400, 'bad-json');
  expect(lab.log.window.head).toBe(0);
  await expectService(lab);
});

test('a missing body is bad JSON', async () => {
  const lab = await startTestLab();
  const connection = await openRaw(lab);
  connection.send(rawRequest('POST', '/publish', json));
  expectProblem(await connection.response(1), 400, 'bad-json');
  connection.send(get('/healthz'));
  expect((await connection.response(2)).status).toBe(200);
});

test.each([
  ['null', 'null'],
  ['a number', '1'],
  ['a string', '"event"'],
  ['an empty object', '{}'],
  ['an empty array', '[]'],
  ['an array in an array', '[[{"event":"a","data":1}]]'],
  ['1,001 messages', JSON.stringify(Array.from({ length: 1_001 }, () => ({ event: 'a', data: 1 })))],
  ['a message without event', '{"data":1}'],
  ['a message without data', '{"event":"a"}'],
  ['a message without its own event', '{"__proto__":{"event":"a","data":1}}'],
  ['an empty event', '{"event":"","data":1}'],
  ['an event of 65 characters', JSON.stringify({ event: 'e'.repeat(65), data: 1 })],
  ['an event of a million characters', JSON.stringify({ event: 'e'.repeat(1_000_000), data: 1 })],
  ['an event with a line break', '{"event":"a\\nb","data":1}'],
  ['an event with a NUL', '{"event":"a\\u0000b","data":1}'],
  ['an event with half a surrogate pair', '{"event":"\\ud83d","data":1}'],
  ['an event that is a number', '{"event":1,"data":1}'],
  ['an unknown type', '{"type":"subscribe","event":"a","data":1}'],
  ['a type of Object.prototype', '{"type":"__proto__","event":"a","data":1}'],
  ['a type that is null', '{"type":null,"event":"a","data":1}'],
  ['a time that is text', '{"event":"a","data":1,"at":"now"}'],
  ['a time before 1970', '{"event":"a","data":1,"at":-1}'],
  ['a time that is not finite', '{"event":"a","data":1,"at":1e999}'],
  ['a broadcast that is text', '{"event":"a","data":1,"broadcast":"yes"}'],
  ['a key that is null', '{"event":"a","data":1,"key":null}'],
  ['a key of 15 characters', JSON.stringify({ event: 'a', data: 1, key: 'k'.repeat(15) })],
  ['a key of a million characters', JSON.stringify({ event: 'a', data: 1, key: 'k'.repeat(1_000_000) })],
  ['the same key twice', JSON.stringify([1, 1].map((data) => ({ event: 'a', data, key: 'k'.repeat(16) })))],
])('%s is refused as a bad message', async (_name, body) => {
  const lab = await startTestLab();
  expectProblem(await post(lab, body), 400, 'bad-message');
  expect(lab.log.window.head).toBe(0);
  await expectService(lab);
});

test.each(['application/json; charset=utf-8', 'Application/JSON;CHARSET="UTF-8"', 'application/json ; profile=x', 'application/json;'])(
  'a body of type %j is accepted',
  async (type) => {
    const lab = await startTestLab();
    expect((await post(lab, '{"event":"ä","data":"€"}', { 'Content-Type': type, 'Content-Encoding': 'identity' })).status).toBe(201);
  },
);

test('one bad message in an array keeps all from being stored, and the answer says which one is bad', async () => {
  const lab = await startTestLab();
  const good = { event: 'a', data: 1 };
  const bad = expectProblem(await post(lab, JSON.stringify([good, good, { event: 'a' }, good])), 400, 'bad-message');
  expect(bad.detail).toMatch(/^Message 2 of the array: /);
  expectProblem(await post(lab, JSON.stringify([good, { event: 'a', data: 'x'.repeat(65_536) }])), 413, 'too-large');
  expect(lab.log.window.head).toBe(0);
  expect((await post(lab, JSON.stringify(Array.from({ length: 1_000 }, () => good)))).status).toBe(201);
  await expectService(lab);
});

test('names of the prototype chain are stored as plain data', async () => {
  const lab = await startTestLab();
  const data = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":null}';
  expect((await post(lab, `{"event":"__proto__","data":${data}}`)).status).toBe(201);
  const { body } = await ask(lab, '/stream/polling?after=earliest&event=__proto__');
  expect(body).toContain(`"data":${data}`);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test.each([
  '9007199254740993',
  '-9007199254740993',
  '12345678901234567890',
  '1152921504606846976',
  `1${'0'.repeat(22)}`,
  '1e999',
  '-1E+400',
  '1e-400',
  '0.00001e-330',
])('a number that JavaScript would change is refused with an explanation: %s', async (number) => {
  const lab = await startTestLab();
  for (const body of [
    `{"event":"a","data":${number}}`,
    `[{"event":"a","data":{"text":"1","n":[0, ${number}]}}]`,
    `{"event":"a","data":1,"at":${number}}`,
  ]) {
    const { detail } = expectProblem(await post(lab, body), 400, 'bad-message');
    expect(detail).toContain(`got ${number}, which would come out as ${Number(number)}.`);
  }
  expect(lab.log.window.head).toBe(0);
});

test('a number that JavaScript does not change is stored, and so is any number within a string', async () => {
  const lab = await startTestLab();
  const kept =
    '[9007199254740991,9007199254740992,-9007199254740992,100000000000000000000,1152921504606847000,0.1,1e+300,5e-324,-1.5,"1e999 9007199254740993"]';
  expect((await post(lab, `{"event":"a","data":${kept},"at":1e300}`)).status).toBe(201);
  // Fractions are rounded, as every JSON parser rounds them, and zero has no sign.
  expect((await post(lab, '{"event":"a","data":[3.14159265358979323846,-0,0e999,0.0]}')).status).toBe(201);
  const { body } = await ask(lab, '/stream/polling?after=earliest');
  expect(body).toContain(`"data":${kept},"at":1e+300`);
  expect(body).toContain('"data":[3.141592653589793,0,0,0]');
});
