import { choice, parsed, text, whole } from '../../server/lab/command-line/kinds.ts';
import { flag, option, repeated } from '../../server/lab/command-line/program.ts';
import { RefusedValue, UsageError } from '../../server/lab/command-line/usage-error.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import type { Target } from '../arms/index.ts';
import type { Foreign, Place } from '../dialects/foreign.ts';
import { dialectNamed, dialects } from '../dialects/index.ts';
import type { Fields } from '../model/index.ts';
import { markPlace } from '../processes/publisher.ts';
import { perTransport } from '../result/identity.ts';

const url = 'a URL such as http://127.0.0.1:8080/events';

/** A bench counts bytes at its own sockets, and has no TLS there. */
function placeIn(given: string, expected: string): Place {
  const found = URL.canParse(given) ? new URL(given) : undefined;
  const isPlain = found?.protocol === 'http:' || found?.protocol === 'ws:';
  if (!found || !isPlain || found.hash || found.username) throw new RefusedValue(given, `${expected}, with http: or ws:`);
  // A mark stays as it was typed: a URL would escape its brackets.
  const path = `${found.pathname}${found.search}`.replaceAll(/%7B%7Bmark%7D%7D/gi, markPlace).replaceAll(/%7Bn%7D/gi, '{n}');
  return { target: { host: found.hostname.replace(/^\[|\]$/g, ''), port: Number(found.port || 80) }, path };
}

const publishing = "a method and a URL, such as 'POST http://127.0.0.1:8080/publish'";

function parsePublish(given: string): Place & { readonly method: string } {
  const [, method = '', where = ''] = /^([A-Z]+) +(\S+)$/.exec(given.trim()) ?? [];
  if (method === '') throw new RefusedValue(given, publishing);
  return { method, ...placeIn(where, publishing) };
}

const header = "a name and a value, such as 'Authorization: Bearer abc'";

function parseHeader(given: string): readonly [name: string, value: string] | undefined {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+): *([^\r\n]*)$/.exec(given) ?? [];
  return name === undefined || value === undefined ? undefined : [name, value];
}

/** A field of a request, as `-H` gives it. */
export const headerKind = parsed(header, 'name: value', parseHeader);

const follow = (transport: TransportName) =>
  option(
    parsed(url, 'url', (given) => placeIn(given, url)),
    { description: `follow this URL with the arm ${transport}`, ...(transport === 'polling' && { heading: 'A server that is not the lab' }) },
  );

/** Options about servers that are not the lab. */
export const foreignOptions = {
  ...perTransport(follow),
  publish: option(parsed(publishing, 'method url', parsePublish), {
    description: `how a notification is published, with ${markPlace} here or in --body`,
  }),
  body: option(text(`a body with ${markPlace} in it`, 'text'), { description: 'what is published; JSON where it looks like it' }),
  header: repeated(headerKind, { short: 'H', description: 'a field of every request, also of the publishes' }),
  dialect: option(choice(dialects.map(({ name }) => name)), {
    description: `how the server speaks: ${dialects.map(({ name }) => name).join(', ')}`,
    otherwise: 'plain',
  }),
  most: option(whole(1, 20_000), { description: 'clients of the measure capacity at most', otherwise: '60 × --clients' }),
  iOwnThis: flag({ description: 'the server may be on another machine: I own it, and it may be loaded' }),
};

/** Whether a host is this machine: load goes nowhere else unless it is asked for. An IPv6 address is with or without brackets. */
export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/.test(host);

/** What the options above make of a command line. */
interface ForeignValues extends Partial<Record<TransportName, Place | undefined>> {
  readonly publish?: (Place & { readonly method: string }) | undefined;
  readonly body?: string | undefined;
  readonly header: Fields;
  readonly dialect?: string | undefined;
  readonly iOwnThis: boolean;
}

/** @returns `undefined` if it is the lab that is measured @throws UsageError */
export function foreignOf(values: ForeignValues): Foreign | undefined {
  const { publish, body = '', header: fields, dialect = 'plain', iOwnThis } = values;
  const asked = transportNames.flatMap((name) => (values[name] ? [[name, values[name]] as const] : []));
  if (asked.length === 0) {
    if (!publish && body === '' && fields.length === 0 && !values.dialect) return undefined;
    throw new UsageError(
      'Expected --polling, --long-polling, --sse or --websocket with a URL beside --publish, --body, -H and --dialect; got none of them.',
    );
  }
  if (!publish)
    throw new UsageError(`Expected --publish 'POST URL' beside --${asked[0]?.[0]}; got nothing. What nobody publishes cannot be measured.`);
  if (![body, publish.path].some((one) => one.includes(markPlace))) {
    throw new UsageError(
      `Expected ${markPlace} in --body or in the URL of --publish; got neither. It is where the bench puts the text by which it knows its notifications.`,
    );
  }
  for (const [flag, { target }] of [...asked, ['publish', publish] as const]) {
    if (!isLoopback(target.host) && !iOwnThis) {
      throw new UsageError(
        `Expected --${flag} to be on this machine; got ${target.host}. A bench is an attack on a server that is not yours: add --i-own-this where it is.`,
      );
    }
  }
  const unspoken = asked.find(([name]) => !dialectNamed(dialect)[name]);
  if (unspoken) throw new UsageError(`Expected a transport that the dialect ${dialect} has; got --${unspoken[0]}. ${spokenBy(dialect)}`);
  const endpoints = Object.fromEntries(
    asked.map(([name, { target, path }]) => [name, { target, spoken: { dialect, path, fields, host: hostOf(target) } }]),
  );
  return {
    endpoints,
    publishing: { target: publish.target, template: { method: publish.method, path: publish.path, fields: fieldsFor(fields, body), body } },
  };
}

/** As a browser writes it: without the port of the scheme. */
const hostOf = ({ host, port }: Target): string => `${host.includes(':') ? `[${host}]` : host}${port === 80 ? '' : `:${port}`}`;

const spokenBy = (name: string): string => `It has ${transportNames.filter((transport) => dialectNamed(name)[transport]).join(', ')}.`;

/** Fields of a publish: names the type of a body, unless somebody did. */
export function fieldsFor(fields: Fields, body: string): Fields {
  if (body === '' || fields.some(([name]) => name.toLowerCase() === 'content-type')) return fields;
  return [...fields, ['Content-Type', /^\s*[{[]/.test(body) ? 'application/json' : 'text/plain; charset=utf-8']];
}
