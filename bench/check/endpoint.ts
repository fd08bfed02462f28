import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import type { Dialect } from '../dialects/dialect.ts';
import type { Fields } from '../model/index.ts';
import type { Place } from './watch/place.ts';

/** A URL that is judged, and how its server speaks. */
export interface Endpoint extends Place {
  readonly dialect: Dialect;
  /** Of every request, such as Authorization. */
  readonly fields: Fields;
}

/** How a mark comes into the server. */
export interface Template {
  readonly method: string;
  readonly url: URL;
  /** Path with query; the mark may stand in it. */
  readonly path: string;
  readonly fields: Fields;
  readonly body: string;
}

const schemes: Readonly<Record<TransportName, readonly string[]>> = {
  polling: ['http:', 'https:'],
  'long-polling': ['http:', 'https:'],
  sse: ['http:', 'https:'],
  websocket: ['ws:', 'wss:', 'http:', 'https:'],
};

/** `sse:https://app.example/events` @returns `undefined` if it is none */
export function parseEndpoint(given: string): Place | undefined {
  const kind = transportNames.find((name) => given.startsWith(`${name}:`));
  const text = kind && given.slice(kind.length + 1);
  if (!kind || !text || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (!schemes[kind].includes(url.protocol) || url.hash || url.username || url.hostname === '') return undefined;
  return { kind, url };
}

/** The origin of a page that lies beside the stream. */
export const ownOrigin = ({ protocol, host }: URL): string => `${protocol.replace('ws', 'http')}//${host}`;

/** Fields of every request without those that a request has itself: a foreign page has one origin, whatever `-H` says. */
export const withoutNames = (fields: Fields, own: Fields): Fields =>
  fields.filter(([name]) => !own.some(([other]) => other.toLowerCase() === name.toLowerCase()));
