import { PeerError, type ProblemCode, quote } from '../problem.ts';
import type { Gap, TransportName } from '../protocol.ts';

/**
 * Is told what happens to the streams, to count it or to log it. Every function is called in the turn in which it happens, so it should be quick; what it throws is given to `onError`.
 * @example
 * const open = new Gauge({ name: 'streams_open', help: 'Open streams', labelNames: ['transport'] }); // of prom-client
 * attach(app, server, { log, observe: { opened: (transport) => open.inc({ transport }), closed: (transport) => open.dec({ transport }) } });
 */
export interface Observer {
  /** A stream has opened: an event stream, a WebSocket, or a long poll that is parked. A poll that is answered at once is none. */
  opened?(transport: TransportName): void;
  /** One of these has ended, whoever has ended it. */
  closed?(transport: TransportName): void;
  /**
   * A reader was sent something: a batch of a stream, or the answer to a poll. Who takes it is not known.
   * @param notifications in it, 1 or more
   * @param bytes of the batch as it is framed, or of the answer's body
   */
  delivered?(transport: TransportName, notifications: number, bytes: number): void;
  /** A reader was told that notifications are missing. @param reason as in docs/protocol.md; `slow` and `expired` say that the window is too small for the readers */
  gap?(transport: TransportName, reason: Gap['reason']): void;
  /** The log has grown, whoever has published: `/publish`, a WebSocket, this program, or another node. @param notifications 1 or more */
  published?(notifications: number): void;
  /** A request, a handshake or a command was refused. @param code of the problem document; `internal` is a mistake of ours, which `onError` is given as well */
  refused?(code: ProblemCode): void;
}

const hooks: readonly (keyof Observer)[] = ['opened', 'closed', 'delivered', 'gap', 'published', 'refused'];

/**
 * An object with other methods may be somebody's class; a function of its own by another name is a slip.
 * @throws TypeError
 */
export function checkObserver(call: string, observer: object): void {
  for (const name of hooks) {
    const hook: unknown = observer[name as keyof object];
    if (hook === undefined || typeof hook === 'function') continue;
    throw new TypeError(`Expected \`${name}\` of observe of ${call} to be a function; got ${quote(hook)}. Leave it out if nobody wants to know.`);
  }
  const slip = Object.entries(observer).find(([name, value]) => typeof value === 'function' && !(hooks as readonly string[]).includes(name));
  if (slip) throw new TypeError(`Expected the functions ${hooks.join(', ')} in observe of ${call}; got \`${slip[0]}\`. Look for a slip of the pen.`);
}

/** An observer whose mistakes end nothing. */
export class Observation {
  readonly #observer: Observer;
  readonly #onError: (error: unknown) => void;

  constructor(observer: Observer, onError: (error: unknown) => void) {
    this.#observer = observer;
    this.#onError = onError;
  }

  tell(name: keyof Observer, ...values: readonly unknown[]): void {
    const hook = this.#observer[name] as ((...values: readonly unknown[]) => unknown) | undefined;
    if (!hook) return;
    try {
      const told = hook.call(this.#observer, ...values);
      // Nobody waits for it, and what it rejects with would end the process.
      if (told instanceof Promise) told.catch(this.#onError);
    } catch (error) {
      this.#onError(error);
    }
  }

  meter(transport: TransportName): Meter {
    return new Meter(this, transport);
  }

  refused(error: unknown): void {
    this.tell('refused', error instanceof PeerError ? error.code : 'internal');
  }
}

/** What one transport tells. All of its readers share it. */
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

  closed(): void {
    this.#observation.tell('closed', this.#transport);
  }

  delivered(notifications: number, bytes: number): void {
    this.#observation.tell('delivered', this.#transport, notifications, bytes);
  }

  gap(reason: Gap['reason']): void {
    this.#observation.tell('gap', this.#transport, reason);
  }
}
