import { seededRandom } from '../../../bench/statistics/random.ts';
import { type NotificationStream, openStream, type StreamOptions, type TransportName, transportNames } from '../../../client/stream/index.ts';
import { clientsOf } from '../../support/fronts/clients.ts';
import { fetchOverHttp2 } from '../../support/fronts/fetch-over-http2.ts';
import { nodeClasses } from '../../support/node-classes.ts';
import { Account, type Books, type Mark } from '../books.ts';
import type { Place } from './place.ts';

/** The errors and reconnections of a reader. */
export interface Recoveries {
  /** Failures that were followed by another attempt, or by the end. */
  readonly errors: number;
  /** The largest number of attempts in a row until one succeeded. */
  readonly mostAttempts: number;
  /** 1 if the stream has given up. */
  readonly closed: number;
}

/** A stream, and what it has received. */
export interface Reader {
  readonly transport: TransportName;
  readonly stream: NotificationStream;
  readonly account: Account;
  readonly recoveries: Recoveries;
  /** By the transport at that moment, because a fault may have switched it. */
  readonly delivered: Record<TransportName, number>;
  /** Its last error. */
  readonly trouble: () => string;
  close(): void;
}

export interface ReaderOptions {
  readonly seed: number;
  readonly readersPerTransport: number;
  /** Breaks a rule on purpose: readers of this transport reconnect without their cursor. @default none */
  readonly forgetful?: TransportName | undefined;
}

type Clients = Pick<StreamOptions, 'fetch' | 'EventSource' | 'WebSocket'>;

function clientsFor(place: Place): { readonly clients: Clients; close(): void } {
  if (place.front) {
    const http2 = fetchOverHttp2(place.front.ca);
    return { clients: clientsOf(place.front.ca, http2), close: http2.close };
  }
  return { clients: nodeClasses, close: () => {} };
}

/** Removes the cursor from requests, so that a stream begins with what is published next. */
const forget =
  (fetch: typeof globalThis.fetch): typeof fetch =>
  (input, init) => {
    const url = new URL(String(input));
    if (url.searchParams.has('after')) url.searchParams.set('after', 'now');
    return fetch(url, init);
  };

/** @throws Error for data that no writer of the campaign has published */
function markOf(data: unknown): Mark {
  const { writer, n } = Object(data) as Partial<Mark>;
  if (typeof writer !== 'number' || typeof n !== 'number') throw new Error(`Expected a mark; got ${JSON.stringify(data)}.`);
  return { writer, n };
}

/** @returns readers that have all received hello */
export async function openReaders(place: Place, books: Books, options: ReaderOptions): Promise<readonly Reader[]> {
  const readers = transportNames.flatMap((transport, row) =>
    Array.from({ length: options.readersPerTransport }, (_, index) =>
      openReader(place, books, transport, { ...options, seed: options.seed + 1_000 * row + index }),
    ),
  );
  await Promise.all(readers.map(({ stream }) => new Promise((greeted) => stream.addEventListener('hello', greeted, { once: true }))));
  return readers;
}

function openReader(place: Place, books: Books, transport: TransportName, { seed, forgetful }: ReaderOptions): Reader {
  const { clients, close } = clientsFor(place);
  const stream = openStream(place.url, {
    ...clients,
    ...(forgetful === transport && { fetch: forget(clients.fetch ?? fetch) }),
    transport,
    interval: 100,
    hold: 1,
    patience: 2_000,
    deadline: 3_000,
    retry: { first: 20, longest: 300 },
    random: seededRandom(seed),
  });
  const account = new Account(books);
  const delivered = Object.fromEntries(transportNames.map((name) => [name, 0])) as Record<TransportName, number>;
  stream.addEventListener('notification', ({ detail }) => {
    delivered[stream.transport] += 1;
    account.notification(detail.id, markOf(detail.data));
  });
  stream.addEventListener('gap', ({ detail }) => account.gap(detail));
  let trouble = 'nothing';
  const recoveries = { errors: 0, mostAttempts: 0, closed: 0 };
  stream.addEventListener('state', () => {
    if (stream.state === 'closed') recoveries.closed = 1;
  });
  stream.addEventListener('error', ({ detail }) => {
    recoveries.errors += 1;
    recoveries.mostAttempts = Math.max(recoveries.mostAttempts, detail.attempt);
    trouble = `attempt ${detail.attempt}: ${detail.message}`;
  });
  return {
    transport,
    stream,
    account,
    recoveries,
    delivered,
    trouble: () => trouble,
    close() {
      stream.close();
      close();
    },
  };
}
