import type { TransportName, Upstream } from '../../server/stream/protocol.ts';
import { ask } from './ask.ts';
import { type Settings, transportsOf } from './check-options.ts';
import { createFallback, type Fallback } from './fallback.ts';
import { Filter } from './filter.ts';
import { Line, type Surroundings } from './line.ts';
import { onReturn, type Return } from './network.ts';
import type { StreamOptions, StreamState } from './options.ts';
import { createOutbox, type Outbox, type Said } from './outbox.ts';
import { catchUp } from './poll-loop.ts';
import { Position } from './position.ts';
import { closed, StreamError, streamError } from './stream-error.ts';
import { type ClientTransport, type Connection, type Question, type Settle, streamUrl } from './transport.ts';

/** Milliseconds between two attempts, even if `online` fires more often. */
const leastPause = 500;

/** Keeps one connection open and replaces it when it is lost. A listener may call any method of the stream, so each method finishes its work first and tells listeners last. */
export class Recovery implements Surroundings {
  readonly settings: Settings;
  readonly position = new Position();
  readonly filter: Filter;
  readonly outbox: Outbox;
  #fallback: Fallback;
  readonly #closing = new AbortController();
  state: StreamState = 'connecting';
  #line: Line | undefined;
  /** Stops what is in progress: a connection, a wait, or the request of `#askWhy`. */
  #halt: () => void = () => {};
  /** The time of `performance.now()` before which no attempt is made. */
  #notBefore = 0;
  /** Failed attempts in a row. A round through all transports is one. */
  #attempts = 0;

  constructor(settings: Settings, target: EventTarget) {
    this.settings = settings;
    this.outbox = createOutbox(target);
    this.#fallback = createFallback(settings.transports);
    this.filter = new Filter(settings.events);
    this.position.filtered = Boolean(settings.events);
    onReturn(this.#closing.signal, (why) => this.#wake(why));
    // Connect in a microtask, so that the caller can add listeners first.
    queueMicrotask(() => this.state === 'connecting' && !this.#line && this.#connect());
  }

  get transport(): ClientTransport {
    return this.#fallback.current;
  }

  /** Sends a command; `undefined` if the transport takes none, or is not open. */
  get send(): Connection['send'] {
    return this.state === 'open' ? this.#line?.send : undefined;
  }

  connect(names?: StreamOptions['transport']): void {
    if (names !== undefined) this.#fallback = createFallback(transportsOf(this.settings.known, names));
    this.#attempts = 0;
    this.#connect();
    this.outbox.tell(this.become('connecting'));
  }

  leave(state: 'cut' | 'closed'): void {
    if (this.state === state) return;
    this.#hangUp();
    this.outbox.tell(this.become(state));
  }

  /** Changes the filter: with a command where the transport takes one, otherwise with a new connection. */
  refilter(command: Upstream, settle: Settle): void {
    this.position.filtered = true;
    // An error without a code means that the line broke. The subscription then waits for the next connection, which asks for it again.
    if (this.send) this.send(JSON.stringify(command), (error) => (!error || error.code) && settle(error));
    else this.#askAnew();
  }

  /** A subscription failed. Without an answer the server may have narrowed its filter nevertheless, so a new connection asks for the one that holds. @returns the error */
  unheard(error: StreamError): StreamError {
    if (!error.code) this.#askAnew();
    return this.placed(error);
  }

  /** Adds URL, transport and attempt. @returns the same error */
  placed<Thrown>(error: Thrown, transport: TransportName | 'publish' = this.transport.name): Thrown {
    const url = `${this.settings.base}${transport === 'publish' ? '' : 'stream/'}${transport}`;
    return Object.assign(error as object, { url, transport, attempt: this.#attempts }) as Thrown;
  }

  lost(error: StreamError, mute: boolean, held: boolean | undefined): void {
    const up = held !== undefined;
    this.#hangUp();
    this.#attempts = held ? 0 : this.#attempts + 1;
    if (mute && !up) this.#askWhy(error);
    else this.#comeBack(error, up);
  }

  get after(): string | undefined {
    return this.position.cursor ?? this.settings.after;
  }

  get #question(): Question {
    return { ...this.settings, after: this.after, events: this.filter.events };
  }

  #connect(): void {
    this.#hangUp();
    this.#notBefore = performance.now() + leastPause;
    const caughtUp = (refused?: StreamError) => line === this.#line && this.#caughtUp(refused);
    const line: Line = new Line(this.#question, this, this.filter.changing ? catchUp(this.filter, caughtUp) : this.transport);
    this.#line = line;
    this.#halt = () => line.close();
  }

  /** Everything published before the subscription has been read with the old filter. From here on the new filter applies, unless the server refuses it. */
  #caughtUp(refused?: StreamError): void {
    this.filter.settle(refused);
    this.#again();
  }

  /** In a microtask, so that several changes are one new connection. Without a line there is nothing to do: the next attempt uses the new filter. */
  #askAnew(): void {
    const line = this.#line;
    queueMicrotask(() => line && line === this.#line && this.#again());
  }

  /** Connects anew. Listeners are told only if the stream was open. */
  #again(): void {
    this.#connect();
    if (this.state === 'open') this.outbox.tell(this.become('connecting'));
  }

  #hangUp(): void {
    const halt = this.#halt;
    this.#line = undefined;
    this.#halt = () => {};
    this.outbox.clear();
    halt();
  }

  /** A browser hides why a WebSocket or an `EventSource` failed. So one poll, with the same credentials and limits, asks. If it fails too, another transport would not help. */
  #askWhy(error: StreamError): void {
    const question = this.#question;
    const { name, native } = this.transport;
    const controller = new AbortController();
    const halt = () => controller.abort();
    this.#halt = halt;
    this.position.counts.requests += 1;
    const url = streamUrl(question, 'polling', question.after);
    url.searchParams.set('for', name);
    ask(question, url, question.patience, controller, native)
      .then(() => undefined, streamError)
      .then((why) => {
        // A first failure may have been chance.
        const unexplained =
          this.#attempts < 2 ? error : new StreamError(`${error.message}.`, { remedy: `Polling works: does a proxy in between pass ${name}?` });
        if (halt === this.#halt) this.#comeBack(why ?? unexplained, false, why && !why.final);
      });
    this.outbox.tell(this.become('reconnecting'));
  }

  /** @param up whether the connection had been open @param stays whether another transport would do no better */
  #comeBack(error: StreamError, up: boolean, stays = up): void {
    const { unreadable, retryAfter: away = 0 } = error;
    const gap = unreadable === undefined ? undefined : this.position.skipOver(unreadable, this.#question.after);
    const over = this.#fallback.isOver(error, this.transport, up, this.settings);
    // What is final for one transport need not be for the stream.
    const said = this.placed(Object.assign(error, { final: over }));
    const other = !stays && this.#fallback.next(this.#attempts);
    if (other) this.#attempts -= 1;
    this.#notBefore = Math.max(this.#notBefore, performance.now() + away * 1_000);
    const pause = away * 1_000 + (other ? 0 : this.settings.backoff(this.#attempts));
    this.outbox.tell(gap && ['gap', gap], ['error', said], over ? this.become('closed') : this.#wait(pause));
  }

  #wait(pause: number): Said | undefined {
    const timer = setTimeout(() => this.#connect(), pause);
    this.#halt = () => clearTimeout(timer);
    return this.become('reconnecting', pause);
  }

  /** The network or the page is back: reconnect now, but not before `#notBefore`, so that repeated events cause no storm. */
  #wake(why: Return): void {
    if (this.state === 'open') this.#line?.suspect(why);
    if (this.state !== 'reconnecting') return;
    this.#hangUp();
    this.#attempts = 0;
    this.outbox.tell(this.#wait(Math.max(0, this.#notBefore - performance.now())));
  }

  /** Changes the state. @returns the event to tell listeners, if any */
  become(state: StreamState, retryIn?: number): Said | undefined {
    if (state === this.state && retryIn === undefined && state !== 'connecting') return undefined;
    this.state = state;
    if (state === 'open') this.#fallback.prove();
    if (state === 'closed') {
      this.#closing.abort();
      this.filter.settle(closed());
    }
    return ['state', { state, transport: this.transport.name, retryIn }];
  }
}
