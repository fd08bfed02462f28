import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Stop } from './log/notification-log.ts';

export type RouteHandler = (request: IncomingMessage & { url: string }, response: ServerResponse) => void | Promise<void>;
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void | Promise<void>;

export interface RouteOptions {
  /**
   * Calls the handler even while an earlier request on the connection is unanswered (HTTP pipelining). The handler then takes the socket over and waits for its turn itself.
   * @default false: called when the earlier requests are answered
   * @example true
   */
  readonly atOnce?: boolean;
}

/** The server, as transports use it. Anything that a handler throws becomes a problem document. */
export interface Host {
  /** Handles one method of one path; other methods get 405. */
  route(method: 'GET' | 'POST', path: string, handler: RouteHandler, options?: RouteOptions): void;
  /** Handles the WebSocket upgrades of one path. */
  onUpgrade(path: string, handler: UpgradeHandler): Stop;
  /** Turns the socket into a stream: anything more that the peer sends is not parsed as HTTP. */
  takeOver(socket: Socket): void;
  /** Answers an upgrade with a problem document and ends the socket. */
  refuse(socket: Duplex, error: unknown): void;
  /** Called with internal errors. */
  readonly onError: (error: unknown) => void;
}
