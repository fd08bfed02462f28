import { onTestFinished } from 'vitest';
import { type Ledger, type NotificationStream, openStream, type StreamOptions } from '../../client/stream/index.ts';
import { nodeClasses } from './node-classes.ts';
import { Recorder } from './recorder.ts';

/** Options that can be sent to a browser. */
export type PlainOptions = Omit<StreamOptions, 'fetch' | 'EventSource' | 'WebSocket' | 'random' | 'headers' | 'ticket'>;

/** Paths that return values for the options `headers` and `ticket`. */
export interface AskedAt {
  readonly headers?: string;
  readonly ticket?: string;
}

/** Options that fetch from these paths. It runs in Node and, sent as text, in a page. @param signal ends what is still requested */
export function credentials(url: string, { headers, ticket }: AskedAt, signal: AbortSignal | null = null): Pick<StreamOptions, 'headers' | 'ticket'> {
  const ask = async (path: string) => (await fetch(url + path, { signal })).text();
  return {
    ...(headers ? { headers: async () => JSON.parse(await ask(headers)) } : {}),
    ...(ticket ? { ticket: () => ask(ticket) } : {}),
  };
}

export type Verb = 'switchTo' | 'subscribe' | 'unsubscribe' | 'publish' | 'broadcast' | 'cut' | 'reconnect' | 'close';

/** A stream under test, in Node or in a browser. */
export interface Subject extends Recorder {
  call(verb: Verb, ...args: unknown[]): Promise<unknown>;
  ledger(): Promise<Ledger>;
  cursor(): Promise<string | undefined>;
}

/** An environment in which the client library runs. */
export interface Platform {
  readonly name: string;
  open(url: string, options: PlainOptions, asked?: AskedAt): Promise<Subject>;
}

/** Options that reconnect quickly, so that tests of cuts are fast. */
export const impatient = { retry: { first: 50, longest: 400 }, interval: 40 } as const;
const eventTypes = ['hello', 'notification', 'gap', 'state', 'error'] as const;

class NodeSubject extends Recorder implements Subject {
  readonly stream: NotificationStream;

  constructor(url: string, options: StreamOptions) {
    super();
    this.stream = openStream(url, { ...impatient, ...nodeClasses, ...options });
    for (const type of eventTypes) this.stream.addEventListener(type, ({ detail }: CustomEvent) => this.record({ type, detail }));
  }

  async call(verb: Verb, ...args: unknown[]): Promise<unknown> {
    return (this.stream[verb] as (...args: unknown[]) => unknown)(...args);
  }

  async ledger(): Promise<Ledger> {
    return this.stream.ledger;
  }

  async cursor(): Promise<string | undefined> {
    return this.stream.cursor;
  }
}

/** A stream in this process, closed when the test is over. */
export function openInNode(url: string, options: StreamOptions): NodeSubject {
  const subject = new NodeSubject(url, options);
  onTestFinished(() => subject.stream.close());
  return subject;
}

export const node: Platform = { name: 'Node', open: async (url, options, asked = {}) => openInNode(url, { ...options, ...credentials(url, asked) }) };

declare global {
  var TransportLab: { openStream: typeof openStream };
}
