import { EventSource } from 'eventsource';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { inject, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { type Ledger, type NotificationStream, openStream, type StreamOptions } from '../../client/stream/index.ts';
import { launchChromium } from './chromium.ts';
import { type Recorded, Recorder } from './recorder.ts';

/** Options that can be sent to a browser. */
export type PlainOptions = Omit<StreamOptions, 'fetch' | 'EventSource' | 'WebSocket' | 'random'>;

export type Verb = 'switchTo' | 'subscribe' | 'unsubscribe' | 'publish' | 'broadcast' | 'cut' | 'reconnect' | 'close';

/** A stream under test, wherever it runs. */
export interface Subject extends Recorder {
  call(verb: Verb, ...args: unknown[]): Promise<unknown>;
  ledger(): Promise<Ledger>;
  cursor(): Promise<string | undefined>;
}

/** A place where the client library runs. */
export interface Platform {
  readonly name: string;
  open(url: string, options: PlainOptions): Promise<Subject>;
}

/** Quick to come back, so that tests of cuts are quick. */
export const impatient = { retry: { first: 50, longest: 400 }, interval: 40 } as const;
const eventTypes = ['hello', 'notification', 'gap', 'state', 'error'] as const;

/** What Node 20 lacks, from the packages that stand in for it. */
export const nodeClasses = {
  EventSource: EventSource as unknown as typeof globalThis.EventSource,
  WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
};

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

export const node: Platform = { name: 'Node', open: async (url, options) => openInNode(url, options) };

declare global {
  var stream: NotificationStream;
  var TransportLab: { openStream: typeof openStream };
  var recordInNode: (recorded: Recorded) => void;
}

class PageSubject extends Recorder implements Subject {
  readonly page: Page;

  constructor(page: Page) {
    super();
    this.page = page;
  }

  call(verb: Verb, ...args: unknown[]): Promise<unknown> {
    return this.page.evaluate(([name, rest]) => (globalThis.stream[name] as (...args: unknown[]) => unknown)(...rest), [verb, args] as const);
  }

  ledger(): Promise<Ledger> {
    return this.page.evaluate(() => globalThis.stream.ledger);
  }

  cursor(): Promise<string | undefined> {
    return this.page.evaluate(() => globalThis.stream.cursor);
  }
}

/** One browser for all tests of a file, and one page for each stream. Pages of one context share its six connections. */
export class ChromiumPlatform implements Platform {
  readonly name = 'Chromium';
  #browser: Promise<Browser> | undefined;

  get browser(): Promise<Browser> {
    this.#browser ??= launchChromium(inject('chromium'));
    return this.#browser;
  }

  /** A page of the lab's origin that does nothing by itself but has the client library; in a context of its own, or in one that is shared. */
  async page(url: string, context?: BrowserContext): Promise<Page> {
    const page = await (context ?? (await this.browser)).newPage();
    onTestFinished(() => page.close());
    await page.goto(`${url}/healthz`);
    await page.addScriptTag({ url: '/sdk.global.js' });
    return page;
  }

  /** Runs an expression in such a page. */
  async evaluate<Result>(url: string, expression: string): Promise<Result> {
    return (await this.page(url)).evaluate<Result>(expression);
  }

  async open(url: string, options: PlainOptions, context?: BrowserContext): Promise<PageSubject> {
    const page = await this.page(url, context);
    const subject = new PageSubject(page);
    await page.exposeFunction('recordInNode', (recorded: Recorded) => subject.record(recorded));
    await page.evaluate(
      ([given, types]) => {
        globalThis.stream = TransportLab.openStream('/', given);
        for (const type of types) globalThis.stream.addEventListener(type, ({ detail }: CustomEvent) => recordInNode({ type, detail }));
      },
      [{ ...impatient, ...options }, eventTypes] as const,
    );
    return subject;
  }

  async close(): Promise<void> {
    await (await this.#browser)?.close();
  }
}
