import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { UpgradeHandler } from '../host.ts';
import type { Stop } from '../log/notification-log.ts';
import { PeerError } from '../problem.ts';
import { reenter } from './reenter.ts';
import { isStream, lastResponseOf } from './socket-state.ts';

/** Node 22.21, 24.9 and later call this function before they treat a request as an upgrade. */
interface AskingServer extends Server {
  shouldUpgradeCallback?: (request: IncomingMessage) => boolean;
}

/** Milliseconds that other `upgrade` listeners get to start with an upgrade of another path. */
export const patience = 2_000;
/** The same if one has added a listener for `error` or `close` to the socket: `ws` does while it verifies a client, and proxies do. */
export const longPatience = 10_000;

/** @param handler the one of its path; a refusal if there is none */
type Take = (request: IncomingMessage, socket: Duplex, head: Buffer, handler: UpgradeHandler | PeerError) => void;

/** The upgrades of one server. Those of our paths are kept from other listeners, other paths are left to them, and upgrades that nobody takes are answered. */
export class Upgrades {
  readonly #server: AskingServer;
  readonly #handlers = new Map<string, UpgradeHandler>();
  /** All paths of the streams, with or without upgrades. */
  readonly #own = new Set<string>();
  readonly #take: Take;
  readonly #giveBack: Stop;

  /** @param take called with the WebSocket upgrades of our paths, and with those that nobody takes */
  constructor(server: AskingServer, take: Take) {
    this.#server = server;
    this.#take = take;
    // Without a listener Node would not emit `upgrade`.
    server.on('upgrade', present);
    this.#giveBack = this.#beAsked();
  }

  close(): void {
    this.#server.off('upgrade', present);
    this.#giveBack();
  }

  own(path: string): void {
    this.#own.add(path);
  }

  handle(path: string, handler: UpgradeHandler): Stop {
    this.#own.add(path);
    this.#handlers.set(path, handler);
    return () => this.#handlers.delete(path);
  }

  /** @returns true to keep the upgrade from other listeners */
  hear(request: IncomingMessage, socket: Socket, head: Buffer): boolean {
    if (isStream(socket)) {
      leaveToItsEnd(socket);
      return true;
    }
    if (this.#isLeftToOthers(request)) {
      this.#watch(request, socket, head);
      return false;
    }
    this.#answer(request, socket, head);
    return true;
  }

  #answer(request: IncomingMessage, socket: Socket, head: Buffer): void {
    if (!isFree(socket)) return;
    if (!isWebSocket(request)) reenter(this.#server, request, socket, head);
    else this.#take(request, socket, head, this.#handlers.get(pathOf(request)) ?? noUpgrade(request, this.#handlers.keys()));
  }

  #isLeftToOthers(request: IncomingMessage): boolean {
    return this.#server.listenerCount('upgrade') > 1 && !this.#own.has(pathOf(request));
  }

  /** Answers the upgrade if no other listener does: each may leave it to the others. */
  #watch(request: IncomingMessage, socket: Socket, head: Buffer, milliseconds = patience): void {
    const giveUp = () => clearTimeout(waiting);
    socket.on('close', giveUp);
    const [untouched, unseen] = [marksOf(socket), lookersAt(socket)];
    const waiting = setTimeout(() => {
      const seen = lookersAt(socket) !== unseen;
      socket.off('close', giveUp);
      if (socket.destroyed || marksOf(socket) !== untouched) return;
      if (seen) this.#watch(request, socket, head, longPatience);
      else this.#answer(request, socket, head);
    }, milliseconds);
  }

  /**
   * Tells Node which requests are upgrades. Node 26 hides the body of an upgrade, so a request with a body must not become one if it is to be served without its `Upgrade` header. One
   * without a body may: if Node is told that it is not an upgrade, it loses the requests pipelined behind it.
   */
  #beAsked(): Stop {
    const server = this.#server;
    const asked = server.shouldUpgradeCallback;
    if (!asked) return () => {};
    const ask = (request: IncomingMessage) =>
      (isWebSocket(request) || !hasBody(request) || this.#isLeftToOthers(request)) && asked.call(server, request);
    server.shouldUpgradeCallback = ask;
    return () => {
      if (server.shouldUpgradeCallback === ask) server.shouldUpgradeCallback = asked;
    };
  }
}

const present = () => {};

/** An upgrade request came behind a stream. Node pauses the socket then; resume it, so that the end of the connection is noticed. */
export function leaveToItsEnd(socket: Duplex): void {
  socket.on('error', () => socket.destroy());
  socket.resume();
}

/** Destroys the connection if an earlier request is unanswered, because that answer would be written into the WebSocket frames. */
export function isFree(socket: Duplex): boolean {
  socket.on('error', () => socket.destroy());
  if (lastResponseOf(socket)?.writableFinished === false) socket.destroy();
  return !socket.destroyed;
}

/** @param paths that take upgrades */
export function noUpgrade(request: IncomingMessage, paths: Iterable<string>): PeerError {
  const known = [...paths].join(', ') || 'no path';
  return new PeerError('not-found', `Expected an upgrade on ${known}; got ${pathOf(request)}. See docs/protocol.md.`);
}

/** The path without scheme and host. A request to a proxy has these, and a server must accept that form too (RFC 9112, section 3.2.2). */
export function pathOf({ url = '' }: IncomingMessage): string {
  const path = url.split('?', 1)[0] ?? '';
  return path.startsWith('/') ? path : path.replace(/^https?:\/\/[^/]*/i, '');
}

export const isWebSocket = ({ headers }: IncomingMessage): boolean => headers.upgrade?.toLowerCase() === 'websocket';

const hasBody = ({ headers }: IncomingMessage): boolean => Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined;

/** Events that code listens to while it only watches a socket. */
const ends = ['error', 'close'];

const lookersAt = (socket: Socket): number => ends.reduce((sum, name) => sum + socket.listenerCount(name), 0);

/** A fingerprint that changes as soon as some code uses a socket: proxies that wait for their target change its timeout, all others read, write or add listeners. */
function marksOf(socket: Socket): string {
  const listened = socket.eventNames().filter((name) => !ends.includes(String(name)));
  return [socket.bytesWritten, socket.writableLength, socket.writableEnded, socket.readableFlowing, socket.timeout, ...listened.map(String)].join();
}
