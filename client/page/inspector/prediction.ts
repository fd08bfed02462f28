/** The model's prediction for an exchange, from its messages and from what the page knows of its browser. Pure. */
import {
  byteLength,
  CensusCounter,
  chromiumReader,
  type Fields,
  frameHeader,
  predictTraffic,
  requestHead,
  type Split,
} from '../../../bench/model/index.ts';
import { transports } from '../../../bench/result/identity.ts';
import type { Part } from '../../../server/lab/apparatus/telemetry/anatomy.ts';
import type { TransportName } from '../../../server/stream/protocol.ts';
import type { Dissection, Side } from './dissection.ts';

/** A Chromium as its own pages know it. */
export interface KnownBrowser {
  /** Of the page, with the port. */
  readonly host: string;
  readonly agent: string;
  readonly brands: readonly { readonly brand: string; readonly version: string }[];
  readonly platform: string;
  readonly mobile: boolean;
  readonly languages: readonly string[];
  readonly cookie: string;
}

export interface Predicted {
  /** `undefined` if the model does not know the browser. */
  readonly up: Split | undefined;
  readonly down: Split;
}

const utf8 = new TextDecoder();
const textOf = ({ bytes }: Side, { from, to }: Part): string => utf8.decode(bytes.subarray(from, to));

/** `en-US,en;q=0.9`: the first language, then its family and the others, each a little less wanted. */
function acceptLanguage(languages: readonly string[]): string {
  const expanded = languages.flatMap((language, index) => {
    const [family = language] = language.split('-');
    const last = !languages.slice(index + 1).some((later) => later.split('-')[0] === family);
    return last && family !== language ? [language, family] : [language];
  });
  return [...new Set(expanded)].map((language, index) => (index === 0 ? language : `${language};q=${(1 - index / 10).toFixed(1)}`)).join(',');
}

/** The fields that Chromium sends, with this browser's values. */
function fieldsOf(browser: KnownBrowser, transport: TransportName): Fields {
  const own: Readonly<Record<string, string>> = {
    'User-Agent': browser.agent,
    'sec-ch-ua': browser.brands.map(({ brand, version }) => `"${brand}";v="${version}"`).join(', '),
    'sec-ch-ua-platform': `"${browser.platform}"`,
    'sec-ch-ua-mobile': browser.mobile ? '?1' : '?0',
    'Accept-Language': acceptLanguage(browser.languages),
  };
  const fields = chromiumReader(browser.host)
    .fields(transport)
    // The lab's pages are served with Referrer-Policy: no-referrer.
    .filter(([name]) => name !== 'Referer')
    .map(([name, value]) => [name, own[name] ?? value] as const);
  return [['Host', browser.host], ...fields, ...(browser.cookie ? [['Cookie', browser.cookie] as const] : [])];
}

/** The head of a request: the path is ours, and a cursor that the browser adds is taken as it is. */
function headOf({ up, transport }: Dissection, browser: KnownBrowser): number {
  const [, target = ''] = /^GET (\S+) /.exec(utf8.decode(up.bytes.subarray(0, 2_048))) ?? [];
  const resumed = up.parts.find(({ name }) => name.toLowerCase() === 'last-event-id');
  return byteLength(requestHead('GET', target, fieldsOf(browser, transport))) + (resumed ? resumed.to - resumed.from : 0);
}

const json = (text: string): { id?: string; cursor?: string; to?: string } => {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};

/** Counts what a client that only reads messages would count: nothing while a request waits for its answer. */
function censusOf({ down, transport }: Dissection) {
  const counter = new CensusCounter();
  const { parts } = down;
  if (parts.length === 0) return counter;
  const named = (name: string) => parts.filter((part) => part.name === name);
  const sizes = named('notification').map(({ from, to }) => to - from);
  if (transports[transport].polls) {
    const status = /^HTTP\/1\.1 (\d+)/.exec(textOf(down, parts[0] ?? { from: 0, to: 0, kind: 'headers', name: '' }))?.[1];
    const body = parts.filter(({ kind, name }) => kind !== 'headers' && name !== '');
    const cursor = named('cursor').map((part) => /"cursor":"([^"]*)"/.exec(textOf(down, part))?.[1] ?? '')[0] ?? '';
    if (status === '204') counter.empty();
    else
      counter.answer({
        cursor,
        notifications: sizes,
        length: body.reduce((sum, { from, to }) => sum + to - from, 0),
        more: named('more').length > 0,
      });
  } else {
    counter.opening();
    for (const [index, size] of sizes.entries()) counter.notification(idOf(down, named('notification')[index]), size);
  }
  for (const part of named('chunk size')) counter.chunk(Number.parseInt(textOf(down, part), 16));
  for (const _ of named('last chunk')) counter.chunk(0);
  for (const part of named('hello')) counter.hello(json(textOf(down, part)).cursor ?? '');
  for (const part of named('gap')) {
    const text = textOf(down, part).replace(/^,"gap":/, '');
    counter.gap(json(text).to ?? '', transport === 'websocket' ? text.length - '"type":"gap",'.length : text.length);
  }
  if (transport === 'websocket') {
    for (const part of named('heartbeat')) counter.heartbeat(json(textOf(down, part)).cursor ?? '');
    for (const _ of named('FIN, ping')) counter.ping();
    for (const _ of named('FIN, pong')) counter.pong();
  } else for (const [index] of named('heartbeat').entries()) counter.heartbeat(heartbeatIds(down)[index] ?? '');
  return counter;
}

const idOf = (side: Side, part: Part | undefined): string =>
  part ? (/^\{"id":"([^"]+)"/.exec(utf8.decode(side.bytes.subarray(part.from, Math.min(part.to, part.from + 64))))?.[1] ?? '') : '';

/** On an event stream a heartbeat's cursor is the `id:` line before its data. */
function heartbeatIds(side: Side): string[] {
  return side.parts.flatMap(({ name }, index) => {
    if (name !== 'heartbeat') return [];
    const id = side.parts.slice(Math.max(0, index - 3), index).findLast((part) => part.name === 'id:');
    return [id ? textOf(side, id).replace(/^id: |\n$/g, '') : ''];
  });
}

const add = (one: Split, other: Split): Split => ({
  headers: one.headers + other.headers,
  framing: one.framing + other.framing,
  payload: one.payload + other.payload,
});

/** What this page sent on a WebSocket: messages of its own, and pongs. */
function spoken({ up }: Dissection): Split {
  const contents = up.parts.filter(
    ({ kind, name }, index) => kind === 'payload' || (up.parts[index - 1]?.name === 'masking key' && !name.startsWith('FIN')),
  );
  return contents.reduce<Split>(
    (sum, { kind, from, to }) => {
      const size = to - from;
      return add(sum, { headers: 0, framing: frameHeader(size, true) + (kind === 'payload' ? 0 : size), payload: kind === 'payload' ? size : 0 });
    },
    { headers: 0, framing: up.parts.filter(({ name }) => name === 'FIN, pong').length * frameHeader(0, true), payload: 0 },
  );
}

/** @param heartbeat as the hello told it, in milliseconds @param browser `undefined` if it is none that the model knows */
export function predict(dissection: Dissection, heartbeat: number, browser: KnownBrowser | undefined): Predicted {
  const { transport } = dissection;
  const { opening, steady } = predictTraffic(transport, censusOf(dissection).census, { heads: { opening: 0, question: 0 }, heartbeat });
  const own = transport === 'websocket' ? spoken(dissection) : { headers: 0, framing: 0, payload: 0 };
  return {
    up: browser && add({ headers: headOf(dissection, browser), framing: 0, payload: 0 }, own),
    down: add(opening.down, steady.down),
  };
}
