import { onTestFinished } from 'vitest';
import type { Ledger } from '../../../client/stream/index.ts';
import { type AskedAt, credentials, impatient, type PlainOptions, type Platform, type Subject, type Verb } from '../platform.ts';
import { type Recorded, Recorder } from '../recorder.ts';
import type { Driver } from './driver.ts';
import { PageControl, type RemotePage } from './remote-page.ts';

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

/**
 * A browser: one process for all tests of a file, and one window for each stream of a test, which the next test reuses. A new window takes a second;
 * loading another document in one takes some hundredths.
 */
export class DrivenPlatform implements Platform {
  readonly name: string;
  readonly #launch: () => Promise<Driver>;
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
    if (!this.#started) throw new Error(`${this.name} has not been started.`);
    const { driver, control } = this.#started;
    const page = await control.open(driver, `${url}/healthz`, record);
    onTestFinished(async () => {
      // The document stays until the next one loads. Its stream must not look for a lab that is gone.
      await page.evaluate('globalThis.stream?.close()').catch(() => {});
      page.close();
    });
    await page.evaluate(loadLibrary);
    return page;
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
  }
}
