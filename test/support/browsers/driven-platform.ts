import { onTestFinished } from 'vitest';
import type { Ledger } from '../../../client/stream/index.ts';
import { type AskedAt, credentials, impatient, type PlainOptions, type Platform, type Subject, type Verb } from '../platform.ts';
import { type Recorded, Recorder } from '../recorder.ts';
import type { Driver } from './driver.ts';
import { PageControl, type RemotePage } from './remote-page.ts';
import { StableOrigin } from './stable-origin.ts';

/** The events of a stream that tests look at. */
const types = ['hello', 'notification', 'gap', 'state', 'error'];

class RemoteSubject extends Recorder implements Subject {
  page: RemotePage | undefined;

  call(verb: Verb, ...args: unknown[]): Promise<unknown> {
    return this.#evaluate(`stream.${verb}(...${JSON.stringify(args)})`);
  }

  ledger(): Promise<Ledger> {
    return this.#evaluate('stream.ledger');
  }

  cursor(): Promise<string | undefined> {
    return this.#evaluate('stream.cursor');
  }

  #evaluate<Value>(expression: string): Promise<Value> {
    if (!this.page) throw new Error('The page is not there yet.');
    return this.page.evaluate(expression);
  }
}

const loadLibrary = `new Promise((resolve, reject) => {
  const script = document.createElement('script');
  Object.assign(script, { src: '/sdk.global.js', onload: () => resolve(), onerror: () => reject(new Error('The client library did not load.')) });
  document.documentElement.append(script);
})`;

/**
 * A browser ends the page's requests in another process, a little later but in order: once a later request has been answered, they are gone. A server that a test has silenced does
 * not answer, so the wait ends after a second.
 */
const leave = `(async () => {
  globalThis.stream?.close();
  globalThis.leaving?.abort();
  delete globalThis.stream;
  await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(1_000) }).catch(() => {});
  return true;
})()`;

/** A page that tests use one after the other, and its origin. */
interface Window {
  readonly page: RemotePage;
  readonly origin: Origin;
}

interface Origin {
  readonly front: StableOrigin;
  readonly idle: Window[];
  /** The number of windows that tests are using. */
  busy: number;
}

/**
 * A browser: one process for all tests of a file, and one window for each stream of a test. The next test reuses the window with its document, because a new window takes a second of
 * processor time, and a new document with the library and a connection to the test half a second, which is more than most tests take.
 */
export class DrivenPlatform implements Platform {
  readonly name: string;
  readonly #launch: () => Promise<Driver>;
  readonly #origins: Origin[] = [];
  #started: { readonly driver: Driver; readonly control: PageControl } | undefined;

  constructor(name: string, launch: () => Promise<Driver>) {
    this.name = name;
    this.#launch = launch;
  }

  /** Starts the browser before all tests instead of in the first one, because a browser may start slowly. */
  async start(): Promise<void> {
    this.#started = { driver: await this.#launch(), control: await PageControl.start() };
  }

  /** A page of the lab's origin that contains only the client library. */
  async page(url: string, record: (recorded: Recorded) => void = () => {}): Promise<RemotePage> {
    const origin = await this.#originOf(new URL(url));
    origin.busy += 1;
    const window = origin.idle.pop() ?? { origin, page: await this.#load(origin) };
    window.page.record = record;
    onTestFinished(({ task }) => this.#leave(window, task.result?.state !== 'fail'));
    return window.page;
  }

  /** Gives two windows of one test at one server the same origin, as two tabs have. */
  async #originOf(target: URL): Promise<Origin> {
    const here = this.#origins.find(({ busy, front }) => busy > 0 && front.leadsTo(target));
    if (here) return here;
    const free = this.#origins.find(({ busy }) => busy === 0);
    if (free) {
      free.front.lead(target);
      return free;
    }
    const origin: Origin = { front: await StableOrigin.leadingTo(target), idle: [], busy: 0 };
    this.#origins.push(origin);
    return origin;
  }

  async #load({ front }: Origin): Promise<RemotePage> {
    if (!this.#started) throw new Error(`${this.name} has not been started.`);
    const { driver, control } = this.#started;
    const page = await control.open(driver, `${front.url}/healthz`);
    page.told = (text) => front.told(text);
    await page.evaluate(loadLibrary);
    return page;
  }

  /**
   * Closes the stream, so that it does not look for a lab that has closed, and ends its requests: a browser repeats a request whose connection is cut, and it would reach the server
   * of the next test. After a failed test the document is not reused, because it may still be active.
   */
  async #leave({ origin, page }: Window, mayStay: boolean): Promise<void> {
    const left = await page.evaluate(leave).catch(() => false);
    page.record = () => {};
    if (mayStay && left) origin.idle.push({ origin, page });
    else page.close();
    origin.busy -= 1;
    if (origin.busy === 0) origin.front.cut();
  }

  /** Runs an expression in such a page. */
  async evaluate<Result>(url: string, expression: string): Promise<Result> {
    return (await this.page(url)).evaluate<Result>(expression);
  }

  async open(url: string, options: PlainOptions, asked: AskedAt = {}): Promise<Subject> {
    const subject = new RemoteSubject();
    subject.page = await this.page(url, (recorded) => subject.record(recorded));
    const given = `{ ...${JSON.stringify({ ...impatient, ...options })}, ...(${credentials})('', ${JSON.stringify(asked)}, leaving.signal) }`;
    const listen = `for (const type of ${JSON.stringify(types)}) stream.addEventListener(type, ({ detail }) => recordInTest({ type, detail }))`;
    await subject.page.evaluate(`globalThis.leaving = new AbortController(); globalThis.stream = TransportLab.openStream('/', ${given}); ${listen}`);
    return subject;
  }

  async close(): Promise<void> {
    await this.#started?.driver.close();
    this.#started?.control.close();
    for (const { front } of this.#origins) front.close();
  }
}
