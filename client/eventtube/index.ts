import { type NotificationStream, openStream, type StreamOptions, type TransportName } from '../stream/index.ts';
import { type Callback, Subscriptions } from './subscriptions.ts';

/** Where the lab is, as pages for EventTube say it. */
export interface Connection {
  /** @default where the script came from */
  readonly host?: string;
  readonly port?: string | number;
  /** Over TLS. @default as the script came, or the page where there is none */
  readonly secure?: boolean;
  /** @default `?transport=` of the script's URL; without that WebSocket, and the others where it does not pass */
  readonly transport?: TransportName | readonly TransportName[];
}

export interface EventTubeOptions extends Pick<StreamOptions, 'fetch' | 'EventSource' | 'WebSocket' | 'interval' | 'retry' | 'deadline'> {
  readonly connection?: Connection;
  /** Callbacks at most; 0 is any number. @default 0 */
  readonly subLimit?: number;
}

/** The script element, while it runs; a module, and Node, have none. */
const script = (globalThis.document?.currentScript as HTMLScriptElement | null | undefined)?.src;

function urlOf({ host, port, secure }: Connection): URL {
  const from = new URL(script ?? globalThis.location?.href ?? 'http://localhost:3000/');
  if (host === undefined) return new URL('..', from);
  const page = globalThis.location?.protocol ?? from.protocol;
  return new URL(`${(secure ?? page === 'https:') ? 'https' : 'http'}://${host}${port === undefined || port === '' ? '' : `:${port}`}/`);
}

const transportOf = ({ transport }: Connection): Pick<StreamOptions, 'transport'> => {
  const wanted = transport ?? (script && new URL(script).searchParams.get('transport'));
  return wanted ? { transport: wanted as TransportName } : {};
};

/** The browser's console hears what nobody waits for: pages written for EventTube do not look at what `pub` returns. */
const told = <Value>(promise: Promise<Value>): Promise<Value> => {
  promise.catch((error: Error) => console.error(`EventTube: ${error.message}`));
  return promise;
};

/**
 * The SDK of the EventTube hub, over any transport of the lab: pages that were written for it run as they are. Nothing is subscribed to by default. What was published while the line was
 * down is delivered when it is back.
 * @example
 * const tube = new EventTube({ connection: { host: 'localhost', port: 3000 } });
 * tube.connect();
 * tube.sub('news', ({ data }) => console.log(data));
 * tube.pub('news', 'hello');
 */
export default class EventTube {
  readonly #options: EventTubeOptions;
  /** What this client goes by, for pages that tell their own messages by it. */
  readonly #clientId = crypto.getRandomValues(new Uint32Array(2)).join('-');
  #stream: NotificationStream | undefined;
  #subscriptions: Subscriptions | undefined;

  constructor(options: EventTubeOptions = {}) {
    this.#options = options;
  }

  /** What carries it: `null` until `connect`. */
  get ws(): { readonly clientId: string; readonly transport: TransportName; readonly state: string } | null {
    return this.#stream ? { clientId: this.#clientId, transport: this.#stream.transport, state: this.#stream.state } : null;
  }

  /** The stream of the client library, for what EventTube has no name for: `switchTo`, `ledger`, events. */
  get stream(): NotificationStream {
    this.connect();
    return this.#stream as NotificationStream;
  }

  /** Connects, and comes back by itself. Calling it again does nothing. */
  connect(): false {
    if (this.#stream) return false;
    const { connection = {}, subLimit = 0, ...rest } = this.#options;
    this.#stream = openStream(urlOf(connection), { ...rest, ...transportOf(connection), events: [] });
    this.#subscriptions = new Subscriptions(this.#stream, subLimit);
    return false;
  }

  /** @returns an id for `unsub`, once the server has heard of it */
  sub(event: string, callback: Callback): Promise<number> {
    this.connect();
    return told((this.#subscriptions as Subscriptions).add(event, callback));
  }

  /** @param id of one subscription. @default all of this event @returns the callbacks that are called no more */
  unsub(event: string, id?: number): Promise<Callback | readonly Callback[]> {
    this.connect();
    return told((this.#subscriptions as Subscriptions).remove(event, id));
  }

  /** As the code of EventTube spells it. */
  unSub(event: string, id?: number): Promise<Callback | readonly Callback[]> {
    return this.unsub(event, id);
  }

  /** @param data any JSON @returns its id, once stored; also while connecting */
  pub(event: string, data: unknown): Promise<string | undefined> {
    return told(this.stream.publish(event, data as never).then(({ id }) => id));
  }

  /** Reaches every client. One that has no callback for this event does not notice. */
  broadcast(event: string, data: unknown): Promise<string | undefined> {
    return told(this.stream.broadcast(event, data as never).then(({ id }) => id));
  }

  close(): void {
    this.#stream?.close();
    this.#stream = undefined;
    this.#subscriptions = undefined;
  }
}
