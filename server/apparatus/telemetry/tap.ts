import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Stop } from '../../log/notification-log.ts';
import { type TransportName, transportNames } from '../../protocol.ts';
import { Exchange } from './exchange.ts';
import type { Tab, TraceRecord } from './messages.ts';

/** Exchanges of a tab whose bytes are kept. */
const keptExchanges = 200;

interface WatchedTab {
  readonly tell: (record: TraceRecord) => void;
  readonly exchanges: Map<number, Exchange>;
}

/**
 * Watches the streams that say whose they are (`?lane=<tab>`), and only while somebody looks at that tab: everybody else's cost nothing. Servers come and go with
 * restarts; the numbers go on.
 */
export class Tap {
  readonly #tabs = new Map<Tab, WatchedTab>();
  readonly #sockets = new WeakMap<Socket, { readonly number: number; exchange?: Exchange }>();
  #exchanges = 0;
  #connections = 0;
  #server: Server | undefined;
  #release: Stop = () => {};

  /** Watches this server from now on, and no other one. */
  attach(server: Server): void {
    this.#unhook();
    this.#server = server;
    if (this.#tabs.size > 0) this.#hook();
  }

  watch(tab: Tab, tell: (record: TraceRecord) => void): void {
    if (this.#tabs.size === 0) this.#hook();
    this.#tabs.set(tab, { tell, exchanges: new Map() });
  }

  unwatch(tab: Tab): void {
    for (const exchange of this.#tabs.get(tab)?.exchanges.values() ?? []) exchange.release();
    this.#tabs.delete(tab);
    if (this.#tabs.size === 0) this.#unhook();
  }

  /** What is kept of an exchange. */
  find(tab: Tab, exchange: number): Exchange | undefined {
    return this.#tabs.get(tab)?.exchanges.get(exchange);
  }

  /** Not by listeners: one more of them for upgrades means to Node and to others that somebody else may take them. */
  #hook(): void {
    const server = this.#server;
    if (!server) return;
    const former = server.emit;
    const emit = former as (name: string | symbol, ...values: unknown[]) => boolean;
    // What the streams have wrapped before is theirs.
    this.#release = () => {
      server.emit = former;
    };
    server.emit = (name: string | symbol, ...values: unknown[]) => {
      const exchange = name === 'request' || name === 'upgrade' ? this.#begin(name, values) : undefined;
      const heard = emit.call(server, name, ...values);
      if (name === 'upgrade') exchange?.listen();
      return heard;
    };
  }

  #unhook(): void {
    this.#release();
    this.#release = () => {};
  }

  #begin(name: 'request' | 'upgrade', values: readonly unknown[]): Exchange | undefined {
    const request = values[0] as IncomingMessage;
    const asked = laneOf(request.url ?? '');
    const tab = asked && this.#tabs.get(asked.lane);
    // An upgrade to something else comes again, as a request without it.
    if (!tab || (name === 'upgrade' && request.headers.upgrade?.toLowerCase() !== 'websocket')) return undefined;
    const connection = this.#connectionOf(request.socket);
    // Requests that are pipelined behind an answer still owed: no browser does it, and their answers could not be told apart.
    if (connection.exchange && !connection.exchange.over) return undefined;
    this.#exchanges += 1;
    const watched = { number: this.#exchanges, transport: asked.transport, socket: connection.number, tell: tab.tell };
    const exchange = new Exchange(watched, request, name === 'request' ? (values[1] as ServerResponse) : undefined);
    connection.exchange = exchange;
    keep(tab.exchanges, this.#exchanges, exchange);
    return exchange;
  }

  #connectionOf(socket: Socket): { readonly number: number; exchange?: Exchange } {
    const known = this.#sockets.get(socket);
    if (known) return known;
    this.#connections += 1;
    const fresh = { number: this.#connections };
    this.#sockets.set(socket, fresh);
    return fresh;
  }
}

/** Forgets the oldest one that is over, or simply the oldest. */
function keep(exchanges: Map<number, Exchange>, number: number, exchange: Exchange): void {
  exchanges.set(number, exchange);
  if (exchanges.size <= keptExchanges) return;
  const [oldest] = exchanges.keys();
  for (const [candidate, { over }] of exchanges) {
    if (!over) continue;
    exchanges.delete(candidate);
    return;
  }
  if (oldest === undefined) return;
  exchanges.get(oldest)?.release();
  exchanges.delete(oldest);
}

function laneOf(url: string): { readonly transport: TransportName; readonly lane: Tab } | undefined {
  if (!url.includes('lane=')) return undefined;
  const [, path, query] = /^\/stream\/([a-z-]+)\?(.*)$/.exec(url) ?? [];
  const transport = transportNames.find((name) => name === path);
  const lane = new URLSearchParams(query).get('lane');
  return transport && lane !== null ? { transport, lane } : undefined;
}
