import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { UpgradeHandler } from '../host.ts';
import type { Stop } from '../log/notification-log.ts';
import { PeerError } from '../problem.ts';
import { reenter } from './reenter.ts';
import { isStream, lastResponseOf } from './socket-state.ts';

/** Node 22.21, 24.9 and later ask before they take a request for an upgrade. */
interface AskingServer extends Server {
  shouldUpgradeCallback?: (request: IncomingMessage) => boolean;
}

/** Milliseconds for somebody else to begin with an upgrade that is not ours. */
export const patience = 2_000;
/** The same where somebody has at least a look at the connection: `ws` while it asks who the peer is, and proxies at every one that passes. */
export const longPatience = 10_000;

/** @param handler the one of its path; a refusal if there is none */
type Take = (request: IncomingMessage, socket: Duplex, head: Buffer, handler: UpgradeHandler | PeerError) => void;

/** The upgrades of one server: ours are kept from everybody else, theirs are theirs, and those of nobody are answered. */
export class Upgrades {
  readonly #server: AskingServer;
  readonly #handlers = new Map<string, UpgradeHandler>();
  /** Every path that is ours, upgraded or not. */
  readonly #own = new Set<string>();
  readonly #take: Take;
  readonly #giveBack: Stop;

  /** @param take is given the WebSocket upgrades of our paths, and of those that nobody takes */
  constructor(server: AskingServer, take: Take) {
    this.#server = server;
    this.#take = take;
    // Node does not take a request for an upgrade unless somebody listens.
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

  /** @returns true if it is ours to answer, so that nobody else may see it */
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

  /** Several may listen, and each leave it to the others. */
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
   * Node 26 keeps the body of an upgrade to itself, so that it could not be served as if the header were absent. Without a body it is better taken: Node loses what is
   * pipelined behind an upgrade that it was told not to take.
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

/** Somebody asked for an upgrade behind a stream: an upgrade stops the flow, and with it the news that the peer has gone. */
export function leaveToItsEnd(socket: Duplex): void {
  socket.on('error', () => socket.destroy());
  socket.resume();
}

/** An answer that is still owed would land in the middle of the frames: its connection is ended. */
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

export const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?', 1)[0] ?? '';

export const isWebSocket = ({ headers }: IncomingMessage): boolean => headers.upgrade?.toLowerCase() === 'websocket';

const hasBody = ({ headers }: IncomingMessage): boolean => Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined;

/** Who only looks listens to these. */
const ends = ['error', 'close'];

const lookersAt = (socket: Socket): number => ends.reduce((sum, name) => sum + socket.listenerCount(name), 0);

/** What changes as soon as somebody begins with a socket: proxies that wait for their target lift its timeout, and all others listen to its data or write. */
function marksOf(socket: Socket): string {
  const listened = socket.eventNames().filter((name) => !ends.includes(String(name)));
  return [socket.bytesWritten, socket.writableLength, socket.writableEnded, socket.readableFlowing, socket.timeout, ...listened.map(String)].join();
}
