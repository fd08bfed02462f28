import { PeerError, type ProblemCode, quote } from '../problem.ts';
import type { Gap, TransportName } from '../protocol.ts';

/** Why a stream, or a long poll that waited, has ended. */
export type CloseReason = 'gone' | 'answered' | 'stalled' | 'crowded-out' | 'rights' | 'mistake' | 'shutdown';

/** Bytes other than notifications: HTTP heads of answers, or messages of the protocol (hello, gap, heartbeat, ack, error, an answer without notifications). */
export type OverheadKind = 'headers' | 'control';

/** The limit that kept out a client with sufficient rights: a late event loop, too many streams in all, or too many of one user. */
export type ShedReason = 'loop-delay' | 'streams' | 'streams-per-user';

/**
 * Functions that the streams call when something happens, for metrics or a log. All are optional. They run in the same turn of the event loop, so keep them short; `onError` gets what they throw.
 * @example
 * const open = new Gauge({ name: 'streams_open', help: 'Open streams', labelNames: ['transport'] }); // of prom-client
 * attach(app, server, { log, observe: { opened: (transport) => open.inc({ transport }), closed: (transport) => open.dec({ transport }) } });
 */
export interface Observer {
  /** A stream has opened: an event stream, a WebSocket, or a long poll that waits. A poll with an immediate answer does not count. */
  opened?(transport: TransportName): void;
  /** One of these has ended. @param reason `gone`: the client left; `answered`: a long poll got its answer; with any other reason the server ended it */
  closed?(transport: TransportName, reason: CloseReason): void;
  /** A poll or a long poll was answered. @param notifications in the answer; 0 if it has only the cursor */
  answered?(transport: TransportName, notifications: number): void;
  /**
   * A batch was written to a stream, or a poll was answered. That says nothing about whether the reader has received it.
   * @param notifications in it, 1 or more
   * @param bytes of the batch with its framing, or of the answer's body
   * @param payload how many of these bytes are the JSON of notifications; the rest is framing
   */
  delivered?(transport: TransportName, notifications: number, bytes: number, payload: number): void;
  /**
   * Something else was written to a reader. Refusals, pings and Close frames are not reported.
   * @param kind `headers` or `control`
   */
  overhead?(transport: TransportName, kind: OverheadKind, bytes: number): void;
  /** A reader got a gap: it can no longer get some notifications. @param reason as in docs/protocol.md; `slow` and `expired` mean that the window is too small for the readers */
  gap?(transport: TransportName, reason: Gap['reason']): void;
  /** The log has grown, by `/publish`, a WebSocket, `append` in this process, or another node. @param notifications 1 or more */
  published?(notifications: number): void;
  /** A request, a handshake or a command was refused. @param code of the problem document; `internal` is an error of the server, which `onError` gets as well */
  refused?(code: ProblemCode): void;
  /** A limit has refused a stream or the first poll of a connection; `refused` is called too. @param reason names the limit */
  shed?(transport: TransportName, reason: ShedReason): void;
}

const hooks: readonly (keyof Observer)[] = ['opened', 'closed', 'answered', 'delivered', 'overhead', 'gap', 'published', 'refused', 'shed'];

/**
 * An own function with an unknown name is taken for a typing error. Unknown methods on the prototype are fine: the observer may be an instance of a class.
 * @throws TypeError
 */
export function checkObserver(call: string, observer: object): void {
  for (const name of hooks) {
    const hook: unknown = Reflect.get(observer, name);
    if (hook === undefined || typeof hook === 'function') continue;
    throw new TypeError(`Expected \`${name}\` of observe of ${call} to be a function; got ${quote(hook)}. Leave it out instead.`);
  }
  const slip = Object.entries(observer).find(([name, value]) => typeof value === 'function' && !hooks.some((hook) => hook === name));
  if (slip) throw new TypeError(`Expected the functions ${hooks.join(', ')} in observe of ${call}; got \`${slip[0]}\`. Look for a slip of the pen.`);
}

/** Calls an observer and catches its errors. */
export class Observation {
  readonly observer: Observer;
  readonly onError: (error: unknown) => void;

  constructor(observer: Observer, onError: (error: unknown) => void) {
    this.observer = observer;
    this.onError = onError;
  }

  tell(name: keyof Observer, ...values: readonly unknown[]): void {
    const hook = this.observer[name] as ((...values: readonly unknown[]) => unknown) | undefined;
    if (!hook) return;
    try {
      this.settle(hook.call(this.observer, ...values));
    } catch (error) {
      this.onError(error);
    }
  }

  /** @param told the return value of a hook; if it is a promise that rejects unhandled, Node would end the process */
  settle(told: unknown): void {
    if (told instanceof Promise) told.catch(this.onError);
  }

  meter(transport: TransportName): Meter {
    return new Meter(this, transport);
  }

  refused(error: unknown): void {
    this.tell('refused', error instanceof PeerError ? error.code : 'internal');
  }
}

/**
 * The observer's functions for one transport, shared by all its readers. The functions for each answer and each write do not use `tell`, which would create an array of arguments for every
 * call.
 */
export class Meter {
  readonly #observation: Observation;
  readonly #transport: TransportName;

  constructor(observation: Observation, transport: TransportName) {
    this.#observation = observation;
    this.#transport = transport;
  }

  opened(): void {
    this.#observation.tell('opened', this.#transport);
  }

  closed(reason: CloseReason): void {
    this.#observation.tell('closed', this.#transport, reason);
  }

  answered(notifications: number): void {
    const { observer } = this.#observation;
    try {
      this.#observation.settle(observer.answered?.(this.#transport, notifications));
    } catch (error) {
      this.#observation.onError(error);
    }
  }

  delivered(notifications: number, bytes: number, payload: number): void {
    const { observer } = this.#observation;
    try {
      this.#observation.settle(observer.delivered?.(this.#transport, notifications, bytes, payload));
    } catch (error) {
      this.#observation.onError(error);
    }
  }

  overhead(kind: OverheadKind, bytes: number): void {
    const { observer } = this.#observation;
    try {
      this.#observation.settle(observer.overhead?.(this.#transport, kind, bytes));
    } catch (error) {
      this.#observation.onError(error);
    }
  }

  gap(reason: Gap['reason']): void {
    this.#observation.tell('gap', this.#transport, reason);
  }
}
