import { describe, expect, it } from 'vitest';
import { commandOf } from '../../bench/command-line/command.ts';
import { readInvocation } from '../../bench/command-line/options.ts';
import { conditionsOf } from '../../bench/run/settings.ts';

describe('The command line', () => {
  const publish = ['--publish', 'POST http://127.0.0.1:8080/publish', '--body', '{"text":"{{mark}}"}'];
  const sse = ['--sse', 'http://127.0.0.1:8080/events'];
  const refusal = (...args: readonly string[]) => {
    try {
      readInvocation(args, false);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error(`Expected ${args.join(' ')} to be refused.`);
  };

  it('accepts URLs, a template, headers and a dialect, and leaves out measures of the server itself', () => {
    const { settings } = readInvocation(
      [...sse, '--websocket', 'ws://localhost/live?room=1', ...publish, '-H', 'Authorization: Bearer abc', '--most', '500'],
      false,
    );
    expect(settings).toMatchObject({ measures: ['bytes', 'latency', 'capacity'], idle: 0, most: 500 });
    expect(settings.contenders.map(({ arm, twin }) => `${arm} ${twin}`)).toEqual(['sse false', 'websocket false', 'websocket true', 'tcp false']);
    const fields = [['Authorization', 'Bearer abc']];
    expect(settings.foreign?.endpoints).toEqual({
      sse: { target: { host: '127.0.0.1', port: 8080 }, spoken: { dialect: 'plain', path: '/events', host: '127.0.0.1:8080', fields } },
      websocket: { target: { host: 'localhost', port: 80 }, spoken: { dialect: 'plain', path: '/live?room=1', host: 'localhost', fields } },
    });
    expect(settings.foreign?.publishing.template).toEqual({
      method: 'POST',
      path: '/publish',
      fields: [...fields, ['Content-Type', 'application/json']],
      body: '{"text":"{{mark}}"}',
    });
  });

  it.each<[args: readonly string[], message: RegExp]>([
    [sse, /^Expected --publish 'POST URL' beside --sse; got nothing\. What nobody publishes cannot be measured\.$/],
    [publish, /^Expected --polling, --long-polling, --sse or --websocket with a URL beside --publish, .*; got none of them\.$/],
    [
      [...sse, '--publish', 'POST http://127.0.0.1:8080/publish', '--body', 'hello'],
      /^Expected \{\{mark\}\} in --body or in the URL of --publish; got neither\. /,
    ],
    [
      ['--sse', 'http://example.org/events', ...publish],
      /^Expected --sse to be on this machine; got example\.org\. .* add --i-own-this where it is\.$/,
    ],
    [[...sse, '--publish', 'POST http://10.0.0.1/p?text={{mark}}'], /^Expected --publish to be on this machine; got 10\.0\.0\.1\. /],
    [['--sse', 'https://127.0.0.1/events', ...publish], /^Expected --sse to be a URL such as .*, with http: or ws:; got "https:/],
    [[...sse, '--publish', 'http://127.0.0.1/p'], /^Expected --publish to be a method and a URL, such as .*; got "http:/],
    [[...sse, ...publish, '-H', 'Authorization'], /^Expected --header to be a name and a value, such as .*; got "Authorization"\./],
    [[...sse, ...publish, '--dialect', 'socket.io'], /^Expected a transport that the dialect socket\.io has; got --sse\. It has websocket\.$/],
    [
      [...sse, ...publish, '--measures', 'memory'],
      /^Expected --measures to be of bytes, latency, capacity for a server that is not the lab; got memory\. /,
    ],
    [[...sse, ...publish, '--target', 'http://127.0.0.1:3000'], /^Expected --publish or --target; got both\./],
    [[...sse, ...publish, '--hold', '10'], /^Expected --publish or --hold; got both\./],
    [[...sse, ...publish, '--transports', 'websocket'], /^Expected --transports to name one that has a URL, of sse; got websocket\.$/],
  ])('%j is refused with the expected form', (args, message) => {
    expect(refusal(...args)).toMatch(message);
  });

  it('accepts a mark in the URL, and another machine if the user confirms it', () => {
    const { settings } = readInvocation(
      ['--sse', 'http://example.org/e', '--publish', 'GET http://example.org/p?text={{mark}}', '--i-own-this'],
      false,
    );
    expect(settings.foreign?.publishing.template).toMatchObject({ method: 'GET', path: '/p?text={{mark}}', body: '', fields: [] });
  });

  it('says nothing of how long a server holds', () => {
    const { settings } = readInvocation(['--long-polling', 'http://127.0.0.1:8080/poll', ...publish], false);
    expect(conditionsOf(settings, 'long-polling', settings)).not.toHaveProperty('hold');
    expect(conditionsOf(readInvocation([], false).settings, 'long-polling', settings)).toHaveProperty('hold', 25);
  });

  it('keeps the values of headers out of the result', () => {
    expect(commandOf(['-H', 'Authorization: Bearer secret', '--header=Cookie: a=secret', '--quick'])).toBe(
      "npm run bench -- -H 'Authorization: …' '--header=Cookie: …' --quick",
    );
  });
});
