import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import type { Dialect } from '../dialects/dialect.ts';
import type { Fields } from '../model/index.ts';

/** A URL that is judged, and how its server speaks. */
export interface Endpoint {
  readonly kind: TransportName;
  readonly url: URL;
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

/** How long something is waited for, in milliseconds, and how far a check goes. */
export interface Times {
  /** An answer, and whatever else has to come. @default 10,000 */
  readonly answer: number;
  /** A head, or the first mark, before something in between is suspected of holding it back. @default 3,000 */
  readonly clump: number;
  /** What may never come: a mark of a cut, a pong, a refusal. @default 3,000 */
  readonly grace: number;
  /** A held question, before the next mark is published. @default 250 */
  readonly pause: number;
  /** How long a silent connection is listened to. @default 65,000 */
  readonly silence: number;
  /** Sends also what may end a server that does not expect it. @default false */
  readonly isHostile: boolean;
}

export const times: Times = { answer: 10_000, clump: 3_000, grace: 3_000, pause: 250, silence: 65_000, isHostile: false };

/** The server cannot be judged: what was expected, what came, and what to do. */
export class CheckError extends Error {}

const schemes: Readonly<Record<TransportName, readonly string[]>> = {
  polling: ['http:', 'https:'],
  'long-polling': ['http:', 'https:'],
  sse: ['http:', 'https:'],
  websocket: ['ws:', 'wss:', 'http:', 'https:'],
};

/** `sse:https://app.example/events` @returns `undefined` if it is none */
export function parseEndpoint(given: string): Pick<Endpoint, 'kind' | 'url'> | undefined {
  const kind = transportNames.find((name) => given.startsWith(`${name}:`));
  const text = kind && given.slice(kind.length + 1);
  if (!kind || !text || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (!schemes[kind].includes(url.protocol) || url.hash || url.username || url.hostname === '') return undefined;
  return { kind, url };
}

/** As it is typed. */
export const endpointText = ({ kind, url }: Pick<Endpoint, 'kind' | 'url'>): string => `${kind}:${url.href}`;

/** The origin of a page that lies beside the stream. */
export const ownOrigin = ({ protocol, host }: URL): string => `${protocol.replace('ws', 'http')}//${host}`;

/** Of a page that has nothing to do with the server: `.example` is nobody's (RFC 2606). */
export const foreignOrigin = 'https://somebody-else.example';
