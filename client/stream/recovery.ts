import type { Hello, Upstream } from '../../server/stream/protocol.ts';
import { ask } from './ask.ts';
import type { Settings } from './check-options.ts';
import { Fallback } from './fallback.ts';
import { Filter } from './filter.ts';
import { Line, type Surroundings } from './line.ts';
import { onReturn, type Return } from './network.ts';
import type { StreamState } from './options.ts';
import { Outbox, type Said } from './outbox.ts';
import { pollLoop } from './poll-loop.ts';
import { Position } from './position.ts';
import { Unreadable } from './read.ts';
import { type ClientTransport, type Connection, type Failure, type Question, type Settle, type Sink, streamUrl } from './transport.ts';

/** Milliseconds between two attempts, however often the network says that it is back. */
const leastPause = 500;

/**
 * Has a line, and gets another when it is lost. A listener may do to the stream what he likes: so each method is done before it tells, tells once, and
 * tells last.
 */
export class Recovery implements Surroundings {
  readonly position = new Position();
  readonly filter = new Filter();
  readonly outbox: Outbox;
  readonly #settings: Settings;
  readonly #fallback: Fallback;
  readonly #deafen: () => void;
  #state: StreamState = 'connecting';
  /** `undefined` while it waits, and while it is cut. */
  #line: Line | undefined;
  #asking: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Before this there is no attempt. */
  #notBefore = 0;

  constructor(settings: Settings, target: EventTarget) {
    this.#settings = settings;
    this.outbox = new Outbox(target);
    this.#fallback = new Fallback(settings.transports);
    this.filter.events = settings.events;
    if (settings.events) this.position.books.filter();
    this.#deafen = onReturn((why) => this.#wake(why));
    // Whoever opened it gets to listen first.
    queueMicrotask(() => this.#state === 'connecting' && !this.#line && this.#connect());
  }

  get state(): StreamState {
    return this.#state;
  }

  get transport(): ClientTransport {
    return this.#fallback.current;
  }

  /** Takes commands; `undefined` where the line does not, or is not open. */
  get send(): Connection['send'] {
    return this.#state === 'open' ? this.#line?.send : undefined;
  }

  connect(transports?: readonly ClientTransport[]): void {
    if (transports) this.#fallback.choose(transports);
    this.#settings.backoff.attempts = 0;
    this.#connect();
    this.outbox.tell(...this.#become('connecting'));
  }

  leave(state: 'cut' | 'closed'): void {
    if (this.#state === state) return;
    this.#hangUp();
    this.outbox.tell(...this.#become(state));
  }

  /** The filter changes: at the server where the line takes commands, otherwise by asking anew. */
  refilter(command: Upstream, settle: Settle): void {
    this.position.books.filter();
    const line = this.#line;
    // A line that breaks before the answer has not been heard: it is asked anew.
    if (this.send) this.send(command, (failure) => (!failure || failure.code) && settle(failure));
    // Several in one turn are one question. Who waits asks so anyway when his time comes.
    else queueMicrotask(() => line && line === this.#line && this.#again());
  }

  opened(hello: Hello): void {
    this.#fallback.prove();
    this.outbox.tell(...this.#become('open'), ['hello', hello]);
  }

  waits(): void {
    this.outbox.tell(...this.#become('reconnecting'));
  }

  lost(failure: Failure, mute: boolean, held: boolean | undefined): void {
    const { backoff } = this.#settings;
    this.#hangUp();
    backoff.attempts = held ? 0 : backoff.attempts + 1;
    const turn = held === undefined ? this.#fallback.next(backoff.attempts) : 'same';
    if (turn === 'same' && held === undefined && mute) this.#askWhy(failure);
    else this.#comeBack(failure, turn === 'other' ? 0 : backoff.draw());
  }

  get #question(): Question {
    const { after, ...rest } = this.#settings;
    return { ...rest, after: this.position.cursor ?? after, events: this.filter.events };
  }

  #connect(): void {
    this.#hangUp();
    const question = this.#question;
    const { transport } = this;
    const open = this.filter.changing ? (sink: Sink) => this.#catchUp(question, sink) : (sink: Sink) => transport.subscribe(question, sink);
    this.#notBefore = performance.now() + leastPause;
    this.#line = new Line(question, this, open);
  }

  /** What was published before a subscription is read with the filter of before, up to where the log stands; from there the new one reads. */
  #catchUp(question: Question, sink: Sink): Connection {
    const done = () => {
      this.filter.settle();
      this.#again();
    };
    return pollLoop(question, sink, { name: 'polling', timeout: question.patience, pause: () => 0, done });
  }

  /** The same in the eyes of whoever listens, unless it was open. */
  #again(): void {
    this.#connect();
    if (this.#state === 'open') this.outbox.tell(...this.#become('connecting'));
  }

  /** Whatever is under way. */
  #hangUp(): void {
    const line = this.#line;
    this.#line = undefined;
    this.outbox.clear();
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#asking = undefined;
    line?.close();
  }

  /** A refused handshake and a failed EventSource are mute: polling is asked once for the reason. */
  #askWhy(failure: Failure): void {
    const question = this.#question;
    const asking = new AbortController();
    this.#asking = asking;
    this.position.books.request();
    ask(question.fetch, streamUrl(question, 'polling', question.after), question.patience, asking)
      .then(() => failure)
      .catch((reason: Failure) => reason)
      .then((reason) => asking === this.#asking && this.#comeBack(reason, this.#settings.backoff.draw()));
    this.outbox.tell(...this.#become('reconnecting'));
  }

  #comeBack(failure: Failure, pause: number): void {
    const { message, code, status, retryAfter = 0, final } = failure;
    const gap = failure instanceof Unreadable ? this.position.skipOver(failure, this.#question.after) : undefined;
    // With a code it is the server's word on the question itself, and who is not let in is not let in: no other transport would get another answer.
    const over = final && (code || status === 401 || status === 403 || this.#fallback.alone);
    const away = retryAfter * 1_000;
    this.#notBefore = Math.max(this.#notBefore, performance.now() + away);
    const state = over ? this.#become('closed') : this.#wait(away + pause);
    this.outbox.tell(...(gap ? [['gap', gap] as const] : []), ['error', { ...failure, message }], ...state);
  }

  #wait(pause: number): Said[] {
    this.#timer = setTimeout(() => this.#connect(), pause);
    return this.#become('reconnecting', pause);
  }

  /** The network, or the page, is back: no waiting then, but no storm either. */
  #wake(why: Return): void {
    if (this.#state === 'open') this.#line?.suspect(why);
    if (this.#state !== 'reconnecting') return;
    this.#hangUp();
    this.#settings.backoff.attempts = 0;
    this.outbox.tell(...this.#wait(Math.max(0, this.#notBefore - performance.now())));
  }

  /** @returns what there is to tell about that */
  #become(state: StreamState, retryIn?: number): Said[] {
    if (state === this.#state && retryIn === undefined && state !== 'connecting') return [];
    this.#state = state;
    if (state === 'closed') {
      this.#deafen();
      this.filter.settle(new Error('This stream is closed.'));
    }
    return [['state', { state, transport: this.transport.name, ...(retryIn === undefined ? {} : { retryIn }) }]];
  }
}
