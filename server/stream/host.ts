import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Stop } from './log/notification-log.ts';

export type RouteHandler = (request: IncomingMessage & { url: string }, response: ServerResponse) => void | Promise<void>;
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void | Promise<void>;

export interface RouteOptions {
  /**
   * Whether the handler is called also while an answer before it is still owed: then it takes the socket over, and waits for its turn by itself.
   * @default false: it is called when it is its turn
   * @example true
   */
  readonly atOnce?: boolean;
}

/** What a transport may do with the server that it is mounted on. Whatever its handlers throw becomes a problem document. */
export interface Host {
  /** Takes one method of one path; others are answered with 405. */
  route(method: 'GET' | 'POST', path: string, handler: RouteHandler, options?: RouteOptions): void;
  /** Takes the WebSocket upgrades of one path. */
  onUpgrade(path: string, handler: UpgradeHandler): Stop;
  /** From now on the socket carries a stream: what its peer still sends is neither parsed nor executed. */
  takeOver(socket: Socket): void;
  /** Answers an upgrade with a problem document instead, and ends the socket. */
  refuse(socket: Duplex, error: unknown): void;
  /** Our own mistakes. */
  readonly onError: (error: unknown) => void;
}
