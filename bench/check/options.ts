import { choice, file, number, parsed, text } from '../../server/lab/command-line/kinds.ts';
import { flag, option, type Program, repeated, type Values } from '../../server/lab/command-line/program.ts';
import { UsageError } from '../../server/lab/command-line/usage-error.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { fieldsFor, headerKind, isLoopback } from '../command-line/foreign-options.ts';
import { dialectNamed, dialects } from '../dialects/index.ts';
import { markPlace } from '../processes/publisher.ts';
import { type Endpoint, parseEndpoint, type Template } from './endpoint.ts';
import { placeText, type Times, times } from './watch/place.ts';

const kinds = transportNames.join('|');
const endpoints = `<kind>:<url>, with a kind of ${kinds} and a URL without a user and a #, such as sse:http://127.0.0.1:8080/events`;
const publishing = "a method and a URL, such as 'POST http://127.0.0.1:8080/publish'";

function parsePublish(given: string): Pick<Template, 'method' | 'url' | 'path'> | undefined {
  const [, method = '', where = ''] = /^([A-Z]+) +(\S+)$/.exec(given.trim()) ?? [];
  const url = URL.canParse(where) ? new URL(where) : undefined;
  if (method === '' || !url || !/^https?:$/.test(url.protocol) || url.username) return undefined;
  // A mark stays as it was typed: a URL would escape its brackets.
  return { method, url, path: `${url.pathname}${url.search}`.replaceAll(/%7B%7Bmark%7D%7D/gi, markPlace) };
}

const options = {
  publish: option(parsed(publishing, 'method url', parsePublish), {
    description: `how something is published, with ${markPlace} here or in --body; without it, only what shows by itself is judged`,
  }),
  body: option(text(`a body with ${markPlace} in it`, 'text'), { description: 'what is published; JSON where it looks like it' }),
  header: repeated(headerKind, { short: 'H', description: 'a field of every request, also of the publishes' }),
  dialect: option(choice(dialects.map(({ name }) => name)), {
    default: 'plain',
    description: `how the server speaks: ${dialects.map(({ name }) => name).join(', ')}`,
  }),
  listen: option(number(0, 600, 'seconds', 's'), {
    default: times.silence / 1_000,
    description: 'seconds to listen to silence; it ends with the first heartbeat',
  }),
  patience: option(number(0.5, 120, 'seconds', 's'), { default: times.answer / 1_000, description: 'seconds for an answer' }),
  hostile: flag({ description: 'also announce a message of 1 GiB over WebSocket, which ends a server that does not expect it' }),
  iOwnThis: flag({ description: 'the server may be on another machine: I own it, or may test it' }),
  json: option(file('standard output'), { alone: '-', heading: 'What comes of it', description: 'everything that was seen, as JSON' }),
  junit: option(file('standard output'), { description: 'JUnit XML: a test case for each promise' }),
  quiet: flag({ description: 'no progress on standard error' }),
};

type CheckValues = Values<typeof options>;

/** The table of `check`. @param lab how the lab is started from here */
export const programFor = (lab: string) =>
  ({
    command: `${lab} check`,
    summary:
      'Judges a server that somebody already runs: does its stream resume, lose, double, hold back, survive a minute of silence, and refuse foreign pages?',
    examples: [
      [`${lab} check sse:http://127.0.0.1:8080/events`, 'what shows by itself'],
      [`${lab} check sse:http://127.0.0.1:8080/events --publish 'POST http://127.0.0.1:8080/publish' --body '{"text":"{{mark}}"}'`, 'all of it'],
      [`${lab} check websocket:ws://127.0.0.1:8080/socket.io/ --dialect socket.io --junit check.xml`, 'for a pipeline'],
    ],
    options,
    argument: repeated(parsed(endpoints, 'kind:url', parseEndpoint), { description: `what to judge, a kind of ${kinds} each` }),
    notes: ['Exit codes: 0 nothing was found, 1 there are findings, 2 something could not be checked. docs/check.md lists the findings.'],
  }) satisfies Program;

/** What a check is to do. */
export interface CheckRequest {
  readonly endpoints: readonly Endpoint[];
  readonly template: Template | undefined;
  readonly times: Times;
}

/** @throws UsageError */
export function checkRequest(asked: readonly Pick<Endpoint, 'kind' | 'url'>[], values: CheckValues): CheckRequest {
  const { header: fields, listen, patience, hostile } = values;
  const dialect = dialectNamed(values.dialect);
  if (asked.length === 0) throw new UsageError(`Expected ${endpoints}; got nothing to judge.`);
  const unspoken = asked.find(({ kind }) => !dialect[kind]);
  if (unspoken) {
    const has = transportNames.filter((name) => dialect[name]).join(', ');
    throw new UsageError(`Expected a kind that the dialect ${dialect.name} has; got ${unspoken.kind}. It has ${has}.`);
  }
  const template = templateOf(values);
  requireOwn(
    [...asked.map((one) => ({ text: placeText(one), url: one.url })), ...(template ? [{ text: '--publish', url: template.url }] : [])],
    values,
  );
  return {
    endpoints: asked.map((one) => ({ ...one, dialect, fields })),
    template,
    times: { ...times, silence: listen * 1_000, answer: patience * 1_000, isHostile: hostile },
  };
}

function templateOf({ publish, body = '', header }: CheckValues): Template | undefined {
  if (!publish) {
    if (body === '') return undefined;
    throw new UsageError("Expected --publish 'POST URL' beside --body; got nothing. A body alone goes nowhere.");
  }
  if (![body, publish.path].some((one) => one.includes(markPlace))) {
    throw new UsageError(
      `Expected ${markPlace} in --body or in the URL of --publish; got neither. It is where the check puts the text by which it knows its notifications.`,
    );
  }
  return { ...publish, body, fields: fieldsFor(header, body) };
}

function requireOwn(places: readonly { readonly text: string; readonly url: URL }[], { iOwnThis }: CheckValues): void {
  const foreign = places.find(({ url }) => !isLoopback(url.hostname));
  if (!foreign || iOwnThis) return;
  throw new UsageError(
    `Expected ${foreign.text} to be on this machine; got ${foreign.url.hostname}. A check opens connections and sends what a server should refuse: add --i-own-this where you may do that.`,
  );
}
