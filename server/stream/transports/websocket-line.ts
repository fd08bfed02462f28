import type { Socket } from 'node:net';
import { type RawData, WebSocket } from 'ws';
import { type Command, parseCommand, refIn } from '../command.ts';
import { type Line, Reader } from '../delivery/reader.ts';
import type { Grant } from '../guard/grant.ts';
import { rightsEnded } from '../guard/rights.ts';
import { closeReason } from '../http/refuse-websocket.ts';
import type { Stop } from '../log/notification-log.ts';
import type { CloseReason } from '../observe/observer.ts';
import { PeerError, problemOf } from '../problem.ts';
import { closeCodes, type Receipt, type Ref } from '../protocol.ts';
import { textFrame } from './frame.ts';
import { MessageMeter } from './message-meter.ts';
import type { Asked, SharedByLines } from './shared-by-lines.ts';
import { Subscriptions } from './subscriptions.ts';
import type { SlowSender } from './unfinished-messages.ts';

/** Unfinished publishes of a client above which the server stops reading from it. */
const maxPending = 64;
/** Bytes of unread answers above which a client is disconnected. The server has stopped reading from it by then, but the last read of 64 KiB may hold ten thousand wrong messages. */
const maxUnread = 1024 * 1024;
/** Milliseconds between pings if heartbeats are off. */
const pingDefault = 30_000;

/** The reason that is counted for each close code of the server. */
const reasonOf: { readonly [code: number]: CloseReason } = {
  [closeCodes.goingAway]: 'shutdown',
  [closeCodes.noProgress]: 'stalled',
  [closeCodes.tryAgainLater]: 'crowded-out',
  [closeCodes.unauthorized]: 'rights',
};

/** One open WebSocket: writes notifications to it and executes the client's commands. */
export class WebSocketLine implements Line, SlowSender {
  readonly socket: Socket;
  readonly isOver = false;
  readonly #shared: SharedByLines;
  readonly #ws: WebSocket;
  readonly #reader: Reader;
  readonly #grant: Grant;
  readonly #unfollow: Stop;
  readonly #subscriptions: Subscriptions;
  /** Created with the first message, because most clients never send one. */
  #meter: MessageMeter | undefined;
  #pending = 0;
  #heard = true;
  #pingedAt = performance.now();

  constructor(shared: SharedByLines, ws: WebSocket, socket: Socket, { after, asked, grant }: Asked) {
    const { log, push, lines } = shared;
    this.#shared = shared;
    this.#ws = ws;
    this.socket = socket;
    this.#grant = grant;
    this.#subscriptions = new Subscriptions(asked, grant);
    lines.add(this);
    this.#reader = new Reader(push, this, log.window.place(after), this.#subscriptions.filter);
    this.#unfollow = grant.follow(() => this.close(closeCodes.unauthorized, closeReason(rightsEnded())));
    ws.on('message', (data, isBinary) => this.#receive(data, isBinary));
    ws.on('pong', () => {
      this.#heard = true;
    });
    // The client sent an invalid frame. ws closes with the right code by itself.
    ws.on('error', () => this.#reader.stop('mistake'));
    ws.on('close', () => {
      lines.delete(this);
      shared.unfinished.leave(this);
      this.#unfollow();
      this.#reader.stop('gone');
    });
    socket.on('data', (chunk) => this.#measure(chunk));
    socket.on('drain', () => {
      this.#reader.drained();
      this.#regulate();
    });
  }

  write(bytes: Buffer): boolean {
    // Data after a Close frame is a protocol error (RFC 6455 section 5.5.1): the client would see the close code 1006 instead of ours.
    return this.#ws.readyState !== WebSocket.OPEN || this.socket.write(bytes);
  }

  stalled(): void {
    this.close(closeCodes.noProgress, 'no progress: nothing was read');
  }

  crowdedOut(): void {
    this.close(closeCodes.tryAgainLater, 'too many unfinished messages: send them whole');
    // Frees the memory now, whether or not the client reads the reason.
    this.socket.destroySoon();
  }

  sweep(now: number): void {
    const { unfinished } = this.#shared;
    if (this.#ws.isPaused) unfinished.excuse(this, now);
    if (unfinished.isLate(this, now)) this.close(closeCodes.noProgress, 'no progress: a message was not finished');
    else this.#ping(now);
  }

  /** Pings the client, and terminates the connection if nothing came since the last ping (RFC 6455 section 5.5.2). */
  #ping(now: number): void {
    const interval = this.#shared.push.heartbeat || pingDefault;
    // A client with unread data could not answer in time (the stall watch judges it), and of a paused one no answer is read: then an unanswered ping does not count.
    const excused = this.#reader.waiting || this.#ws.isPaused;
    this.#heard ||= excused;
    if (excused || now - this.#pingedAt < interval) return;
    if (!this.#heard) {
      this.#ws.terminate();
      return;
    }
    this.#heard = false;
    this.#pingedAt = now;
    this.#ws.ping();
  }

  close(code: number, reason: string): void {
    const isOpen = this.#ws.readyState === WebSocket.OPEN;
    this.#unfollow();
    this.#reader.stop(isOpen ? (reasonOf[code] ?? 'mistake') : 'gone');
    if (!isOpen) return;
    this.#ws.resume();
    this.#ws.close(code, reason);
  }

  #measure(chunk: Buffer): void {
    this.#meter ??= new MessageMeter();
    const bytes = this.#meter.take(chunk);
    this.#shared.unfinished.note(this, bytes, this.#meter.hasEnded);
  }

  #receive(data: RawData, isBinary: boolean): void {
    // Ignore commands after our Close frame: they could not be acknowledged.
    if (this.#ws.readyState !== WebSocket.OPEN) return;
    this.#heard = true;
    if (isBinary) {
      this.close(closeCodes.notText, 'expected text frames of JSON; got a binary frame');
      return;
    }
    const text = data.toString();
    try {
      this.#grant.charge?.(Buffer.byteLength(text));
      this.#obey(parseCommand(text));
    } catch (error) {
      this.#complain(error, refIn(text));
    }
  }

  #obey(command: Command): void {
    if (command.type === 'publish') {
      this.#grant.requirePublish([command.draft]);
      void this.#publish(command);
    } else this.#acknowledge(command.ref, { cursor: this.#refilter(command) });
  }

  async #publish({ draft, ref }: Command & { type: 'publish' }): Promise<void> {
    this.#pending += 1;
    this.#regulate();
    try {
      const [id = ''] = await this.#shared.log.append([draft]);
      this.#acknowledge(ref, { id });
    } catch (error) {
      this.#complain(error, ref);
    }
    this.#pending -= 1;
    this.#regulate();
  }

  /** @returns the cursor at which the new filter takes effect: the reader's own */
  #refilter(command: Command & { type: 'subscribe' | 'unsubscribe' }): string {
    const filter = this.#subscriptions.change(command);
    // What was stored before this subscription is still delivered with the old filter.
    if (command.type === 'subscribe') this.#reader.catchUp();
    this.#reader.filter = filter;
    return this.#reader.cursor;
  }

  #acknowledge(ref: Ref | undefined, receipt: Receipt): void {
    this.#send({ type: 'ack', ref, ...receipt });
  }

  #complain(error: unknown, ref: Ref | undefined): void {
    this.#shared.observation?.refused(error);
    if (!(error instanceof PeerError)) this.#shared.onError(error);
    const { code, detail } = problemOf(error);
    this.#send({ type: 'error', ref, code, message: detail });
  }

  #send(message: object): void {
    this.#reader.write(textFrame(message));
    if (this.socket.writableLength > maxUnread) this.close(closeCodes.noProgress, 'no progress: answers were not read');
    this.#regulate();
  }

  /** Stops reading from a client that does not read its acks, or that publishes faster than the log stores. */
  #regulate(): void {
    if (this.#reader.waiting || this.#pending >= maxPending) this.#ws.pause();
    else this.#ws.resume();
  }
}
