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

/** Milliseconds between two attempts, however often the network says that it is back. */
const leastPause = 500;

/**
 * Has a line, and gets another when it is lost. A listener may do to the stream what he likes: so each method is done before it tells, tells once, and
 * tells last.
 */
export class Recovery implements Surroundings {
  readonly settings: Settings;
  readonly position = new Position();
  readonly filter: Filter;
  readonly outbox: Outbox;
  #fallback: Fallback;
  readonly #closing = new AbortController();
  state: StreamState = 'connecting';
  #line: Line | undefined;
  /** Ends what is under way: a line, a wait, or the question why there is none. */
  #halt: () => void = () => {};
  /** Before this there is no attempt. */
  #notBefore = 0;
  /** That led nowhere, in a row. */
  #attempts = 0;

  constructor(settings: Settings, target: EventTarget) {
    this.settings = settings;
    this.outbox = createOutbox(target);
    this.#fallback = createFallback(settings.transports);
    this.filter = new Filter(settings.events);
    this.position.filtered = Boolean(settings.events);
    onReturn(this.#closing.signal, (why) => this.#wake(why));
    // Whoever opened it gets to listen first.
    queueMicrotask(() => this.state === 'connecting' && !this.#line && this.#connect());
  }

  get transport(): ClientTransport {
    return this.#fallback.current;
  }

  /** Takes commands; `undefined` where the line does not, or is not open. */
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

  /** The filter changes: at the server where the line takes commands, otherwise by asking anew. */
  refilter(command: Upstream, settle: Settle): void {
    this.position.filtered = true;
    const line = this.#line;
    // A line that breaks before the answer has not been heard: it is asked anew.
    if (this.send) this.send(JSON.stringify(command), (error) => (!error || error.code) && settle(error));
    // Several in one turn are one question. Who waits asks so anyway when his time comes.
    else queueMicrotask(() => line && line === this.#line && this.#again());
  }

  /** @returns the same error, which knows where it happened */
  placed<Thrown>(error: Thrown, transport: TransportName | 'publish' = this.transport.name): Thrown {
    const url = `${this.settings.base}${transport === 'publish' ? '' : 'stream/'}${transport}`;
    return Object.assign(error as object, { url, transport, attempt: this.#attempts }) as Thrown;
  }

  lost(error: StreamError, mute: boolean, held: boolean | undefined): void {
    const { transport } = this;
    const up = held !== undefined;
    this.#hangUp();
    this.#attempts = held ? 0 : this.#attempts + 1;
    const other = up ? undefined : this.#fallback.next(this.#attempts);
    if (other === undefined && !up && mute) this.#askWhy(error);
    else this.#comeBack(error, transport, up, other ? 0 : undefined);
  }

  get #question(): Question {
    const { after, ...rest } = this.settings;
    return { ...rest, after: this.position.cursor ?? after, events: this.filter.events };
  }

  #connect(): void {
    this.#hangUp();
    this.#notBefore = performance.now() + leastPause;
    const line = new Line(this.#question, this, this.filter.changing ? catchUp(() => this.#caughtUp()) : this.transport);
    this.#line = line;
    this.#halt = () => line.close();
  }

  /** What was published before a subscription has been read with the filter of before; from here the new one reads. */
  #caughtUp(): void {
    this.filter.settle();
    this.#again();
  }

  /** The same in the eyes of whoever listens, unless it was open. */
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

  /** A refused handshake and a failed EventSource are mute: polling is asked once for the reason, with the same credentials. */
  #askWhy(error: StreamError): void {
    const question = this.#question;
    const { transport } = this;
    const controller = new AbortController();
    const halt = () => controller.abort();
    this.#halt = halt;
    this.position.counts.requests += 1;
    ask(question, streamUrl(question, 'polling', question.after), question.patience, controller, transport.native)
      .then(() => this.#heldBack(error, transport), streamError)
      .then((reason) => halt === this.#halt && this.#comeBack(reason, transport, false));
    this.outbox.tell(this.become('reconnecting'));
  }

  /** A first failure may have been a moment's; behind a proxy that does not pass this one, it stays. */
  #heldBack(error: StreamError, { name }: ClientTransport): StreamError {
    return this.#attempts < 2
      ? error
      : new StreamError(`${error.message}.`, { remedy: `Polling works there: does a proxy in between pass ${name}?` });
  }

  /** @param up the line had been let in */
  #comeBack(error: StreamError, transport: ClientTransport, up: boolean, pause = this.settings.backoff(this.#attempts)): void {
    const { unreadable, retryAfter = 0 } = error;
    const gap = unreadable === undefined ? undefined : this.position.skipOver(unreadable, this.#question.after);
    const over = this.#fallback.isOver(error, transport, up, this.settings);
    if (error.code === 'unauthorized') Object.assign(error, { final: over });
    const away = retryAfter * 1_000;
    this.#notBefore = Math.max(this.#notBefore, performance.now() + away);
    const state = over ? this.become('closed') : this.#wait(away + pause);
    this.outbox.tell(gap && ['gap', gap], ['error', this.placed(error, transport.name)], state);
  }

  #wait(pause: number): Said | undefined {
    const timer = setTimeout(() => this.#connect(), pause);
    this.#halt = () => clearTimeout(timer);
    return this.become('reconnecting', pause);
  }

  /** The network, or the page, is back: no waiting then, but no storm either. */
  #wake(why: Return): void {
    if (this.state === 'open') this.#line?.suspect(why);
    if (this.state !== 'reconnecting') return;
    this.#hangUp();
    this.#attempts = 0;
    this.outbox.tell(this.#wait(Math.max(0, this.#notBefore - performance.now())));
  }

  /** @returns what there is to tell about that */
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
