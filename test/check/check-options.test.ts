import { describe, expect, it } from 'vitest';
import { checkRequest, programFor } from '../../bench/check/options.ts';
import { readCommandLine } from '../../server/lab/command-line/read.ts';

describe('The command line', () => {
  const program = programFor('npm start --');
  const publish = ['--publish', 'POST http://127.0.0.1:8080/publish', '--body', '{"text":"{{mark}}"}'];
  const sse = 'sse:http://127.0.0.1:8080/events';
  const requestOf = (...args: readonly string[]) => {
    const asked = readCommandLine(program, args);
    if (asked.show !== 'values') throw new Error(`Expected values; got ${asked.show}.`);
    return checkRequest(asked.argument, asked.values);
  };

  it('accepts several endpoints, a template, headers and a dialect', () => {
    const { endpoints, template, times } = requestOf(sse, 'websocket:wss://localhost/live?room=1', ...publish, '-H', 'Cookie: a=b', '--listen', '5');
    expect(endpoints.map(({ kind, url, fields }) => [kind, url.href, fields])).toEqual([
      ['sse', 'http://127.0.0.1:8080/events', [['Cookie', 'a=b']]],
      ['websocket', 'wss://localhost/live?room=1', [['Cookie', 'a=b']]],
    ]);
    expect(template).toMatchObject({
      method: 'POST',
      path: '/publish',
      fields: [
        ['Cookie', 'a=b'],
        ['Content-Type', 'application/json'],
      ],
    });
    expect(times.silence).toBe(5_000);
  });

  it('accepts a mark in the URL, and another machine if the user confirms it', () => {
    const { template } = requestOf('sse:https://app.example/events', '--publish', 'GET https://app.example/p?text={{mark}}', '--i-own-this');
    expect(template).toMatchObject({ method: 'GET', path: '/p?text={{mark}}', body: '' });
  });

  it.each<[args: readonly string[], message: RegExp]>([
    [[], /^Expected <kind>:<url>, .*; got nothing to judge\.$/],
    [['http://127.0.0.1/events'], /^Expected the argument to be <kind>:<url>, .*; got "http:\/\/127\.0\.0\.1\/events"\./],
    [['sse:ws://127.0.0.1/'], /^Expected the argument to be <kind>:<url>/],
    [['sse:http://user:secret@127.0.0.1/'], /^Expected the argument to be <kind>:<url>/],
    [
      ['sse:http://app.example/'],
      /^Expected sse:http:\/\/app\.example\/ to be on this machine; got app\.example\. .* add --i-own-this where you may do that\.$/,
    ],
    [[sse, '--publish', 'POST http://10.0.0.1/p?text={{mark}}'], /^Expected --publish to be on this machine; got 10\.0\.0\.1\. /],
    [[sse, '--publish', 'POST http://127.0.0.1/p', '--body', 'hello'], /^Expected \{\{mark\}\} in --body or in the URL of --publish; got neither\. /],
    [[sse, '--body', '{{mark}}'], /^Expected --publish 'POST URL' beside --body; got nothing\./],
    [[sse, '--publish', 'http://127.0.0.1/p'], /^Expected --publish to be a method and a URL, such as/],
    [[sse, '--dialect', 'socket.io'], /^Expected a kind that the dialect socket\.io has; got sse\. It has websocket\.$/],
  ])('%j is refused with the expected form', (args, message) => {
    expect(() => requestOf(...args)).toThrow(message);
  });
});
