import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Stop } from '../../../stream/log/notification-log.ts';
import { type TransportName, transportNames } from '../../../stream/protocol.ts';
import { Exchange, type Tell } from './exchange.ts';
import { type Tab, type TraceRecord, tabPattern } from './messages.ts';

/** The most exchanges of a tab whose bytes are kept. */
const keptExchanges = 200;

/** The most connections that are remembered, so that a tab may watch them later. A browser opens a dozen per tab. */
const mostConnections = 1_000;

interface WatchedTab {
  readonly tell: Tell;
  readonly exchanges: Map<number, Exchange>;
}

/** A connection of a tab, with its last exchange. */
interface Connection {
  readonly number: number;
  exchange?: Exchange;
}

/**
 * Records the streams that name their tab (`?lane=<tab>`) while a session watches that tab; others it only remembers. Servers come and go with restarts; the
 * numbers of connections and exchanges continue.
 */
export class Tap {
  readonly #tabs = new Map<Tab, WatchedTab>();
  /** The open ones, oldest first. */
  readonly #connections = new Map<Socket, Connection>();
  #exchanges = 0;
  #sockets = 0;
  #release: Stop = () => {};

  /** Records this server from now on, and no other. */
  attach(server: Server): void {
    this.#release();
    this.#release = this.#hook(server);
  }

  watch(tab: Tab, tell: Tell): void {
    const watched: WatchedTab = { tell, exchanges: new Map() };
    this.#tabs.set(tab, watched);
    for (const exchange of this.#openOf(tab)) {
      follow(exchange, watched);
      if (exchange.asked.transport === 'websocket') exchange.listen();
    }
  }

  unwatch(tab: Tab): void {
    for (const exchange of this.#tabs.get(tab)?.exchanges.values() ?? []) exchange.rest();
    this.#tabs.delete(tab);
  }

  /** The first records of the open exchanges of a tab, in order. */
  adopted(tab: Tab): readonly TraceRecord[] {
    const open = this.#openOf(tab).filter(({ watched }) => watched);
    return open.map(({ asked }) => ({ ...asked, adopted: true as const }));
  }

  #openOf(tab: Tab): readonly Exchange[] {
    const last = [...this.#connections.values()].flatMap(({ exchange = [] }) => exchange);
    return last.filter((exchange) => exchange.tab === tab && !exchange.over).sort((one, other) => one.number - other.number);
  }

  /** Finds a kept exchange. */
  find(tab: Tab, exchange: number): Exchange | undefined {
    return this.#tabs.get(tab)?.exchanges.get(exchange);
  }

  /** Wraps `emit` instead of adding listeners: with one more `upgrade` listener, Node and the streams would believe that it may take upgrades. */
  #hook(server: Server): Stop {
    const former = server.emit;
    const emit = former as (name: string | symbol, ...values: unknown[]) => boolean;
    // `emit` may be wrapped already, by the streams.
    server.emit = (name: string | symbol, ...values: unknown[]) => {
      const exchange = name === 'request' || name === 'upgrade' ? this.#begin(name, values) : undefined;
      const heard = emit.call(server, name, ...values);
      if (name === 'upgrade') exchange?.listen();
      return heard;
    };
    return () => {
      server.emit = former;
    };
  }

  #begin(name: 'request' | 'upgrade', values: readonly unknown[]): Exchange | undefined {
    const request = values[0] as IncomingMessage;
    const asked = laneOf(request.url ?? '');
    // An upgrade to anything but websocket comes again as a plain request.
    if (!asked || (name === 'upgrade' && request.headers.upgrade?.toLowerCase() !== 'websocket')) return undefined;
    const connection = this.#connectionOf(request.socket);
    // Ignore pipelined requests: no browser sends them, and their answers could not be told apart.
    if (connection.exchange && !connection.exchange.over) return undefined;
    this.#exchanges += 1;
    const facts = { number: this.#exchanges, ...asked, socket: connection.number };
    const exchange = new Exchange(facts, request, name === 'request' ? (values[1] as ServerResponse) : undefined);
    connection.exchange = exchange;
    const watched = this.#tabs.get(asked.tab);
    watched?.tell(exchange.asked);
    if (watched) follow(exchange, watched);
    return exchange;
  }

  #connectionOf(socket: Socket): Connection {
    const known = this.#connections.get(socket);
    if (known) return known;
    this.#sockets += 1;
    const fresh = { number: this.#sockets };
    const [oldest] = this.#connections.keys();
    if (oldest && this.#connections.size >= mostConnections) this.#connections.delete(oldest);
    this.#connections.set(socket, fresh);
    socket.once('close', () => this.#connections.delete(socket));
    return fresh;
  }
}

function follow(exchange: Exchange, { tell, exchanges }: WatchedTab): void {
  exchange.watch(tell);
  keep(exchanges, exchange.number, exchange);
}

/** Keeps an exchange; forgets the oldest one that has ended, or else the oldest. */
function keep(exchanges: Map<number, Exchange>, number: number, exchange: Exchange): void {
  exchanges.set(number, exchange);
  if (exchanges.size <= keptExchanges) return;
  const [oldest] = exchanges.keys();
  for (const [kept, { over }] of exchanges) {
    if (!over) continue;
    exchanges.delete(kept);
    return;
  }
  if (oldest === undefined) return;
  exchanges.get(oldest)?.rest();
  exchanges.delete(oldest);
}

function laneOf(url: string): { readonly transport: TransportName; readonly tab: Tab } | undefined {
  if (!url.includes('lane=')) return undefined;
  // A naive server's stream can be a lane as well.
  const [, path, query] = /^(?:\/naive\/[a-z]+)?\/stream\/([a-z-]+)\?(.*)$/.exec(url) ?? [];
  const transport = transportNames.find((name) => name === path);
  const tab = new URLSearchParams(query).get('lane');
  return transport && tab !== null && tabPattern.test(tab) ? { transport, tab } : undefined;
}
