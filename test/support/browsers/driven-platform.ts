import { onTestFinished } from 'vitest';
import type { Ledger } from '../../../client/stream/index.ts';
import { type AskedAt, credentials, impatient, type PlainOptions, type Platform, type Subject, type Verb } from '../platform.ts';
import { type Recorded, Recorder } from '../recorder.ts';
import type { Driver } from './driver.ts';
import { PageControl, type RemotePage } from './remote-page.ts';
import { StableOrigin } from './stable-origin.ts';

/** Events of a stream that a test looks at. */
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

/** A page that one test after the other has, and where it leads. */
interface Window {
  readonly page: RemotePage;
  readonly origin: Origin;
}

interface Origin {
  readonly front: StableOrigin;
  readonly idle: Window[];
  /** Windows that a test has. */
  busy: number;
}

/**
 * A browser: one process for all tests of a file, and one window for each stream of a test, which the next test takes over with its document. A new window takes a second of
 * processor time, another document with the library and a line to the test half of one, which is more than what most tests do in it.
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

  /** Before all tests instead of in the first one, because a browser may start slowly. */
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

  /** Two windows of one test at one server have the same origin, as two tabs have. */
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

  /** Its stream must not look for a lab that is gone. A document in which a test has failed may still do something. */
  async #leave({ origin, page }: Window, mayStay: boolean): Promise<void> {
    const left = await page.evaluate('globalThis.stream?.close(), delete globalThis.stream').catch(() => false);
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
    const given = `{ ...${JSON.stringify({ ...impatient, ...options })}, ...(${credentials})('', ${JSON.stringify(asked)}) }`;
    const listen = `for (const type of ${JSON.stringify(types)}) stream.addEventListener(type, ({ detail }) => recordInTest({ type, detail }))`;
    await subject.page.evaluate(`globalThis.stream = TransportLab.openStream('/', ${given}); ${listen}`);
    return subject;
  }

  async close(): Promise<void> {
    await this.#started?.driver.close();
    this.#started?.control.close();
    for (const { front } of this.#origins) front.close();
  }
}
