import type { Browser, CDPSession } from 'playwright-core';

interface Reply {
  readonly id?: number;
  readonly method?: string;
  readonly result?: {
    readonly result?: { readonly value?: unknown };
    readonly exceptionDetails?: { readonly exception?: { readonly description?: string } };
  };
  readonly error?: { readonly message: string };
}

/** Milliseconds that a page may take to load. */
const patience = 10_000;

/**
 * A browser context that Playwright does not own: Playwright tells each of its pages that it has the focus, so none would ever be hidden. It ends
 * with the browser, or when it is closed.
 */
export class LooseContext {
  readonly #session: CDPSession;
  readonly #id: string;
  readonly #targets = new Map<LooseTab, string>();

  private constructor(session: CDPSession, id: string) {
    this.#session = session;
    this.#id = id;
  }

  static async open(browser: Browser): Promise<LooseContext> {
    const session = await browser.newBrowserCDPSession();
    const { browserContextId } = await session.send('Target.createBrowserContext');
    return new LooseContext(session, browserContextId);
  }

  /** The first tab of a context is always in front. All others can be in the background. */
  async tab(url: string, background: boolean): Promise<LooseTab> {
    const { targetId } = await this.#session.send('Target.createTarget', { url: 'about:blank', browserContextId: this.#id, background });
    const { sessionId } = await this.#session.send('Target.attachToTarget', { targetId, flatten: false });
    const tab = new LooseTab(this.#session, sessionId);
    this.#targets.set(tab, targetId);
    await tab.go(url);
    return tab;
  }

  async close(): Promise<void> {
    await this.#session.send('Target.disposeBrowserContext', { browserContextId: this.#id });
    await this.#session.detach();
  }

  /** Brings a tab to the front. */
  async show(tab: LooseTab): Promise<void> {
    const targetId = this.#targets.get(tab);
    if (targetId) await this.#session.send('Target.activateTarget', { targetId });
  }
}

/** A tab that is controlled through the DevTools protocol alone. */
export class LooseTab {
  readonly #session: CDPSession;
  readonly #id: string;
  readonly #waiting = new Map<number, { resolve: (reply: Reply) => void; reject: (error: Error) => void }>();
  #number = 0;
  #loaded: () => void = () => {};

  constructor(session: CDPSession, id: string) {
    this.#session = session;
    this.#id = id;
    session.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => sessionId === id && this.#hear(JSON.parse(message) as Reply));
    session.on('close', () => this.#fail());
  }

  async go(url: string): Promise<void> {
    const loaded = new Promise<void>((resolve, reject) => {
      this.#loaded = resolve;
      AbortSignal.timeout(patience).addEventListener('abort', () => reject(new Error(`${url} did not load within ${patience / 1_000} s.`)));
    });
    loaded.catch(() => {});
    await this.#ask('Page.enable');
    await this.#ask('Page.navigate', { url });
    await loaded;
  }

  /** Runs a script as a script tag would. @returns its value, as JSON */
  run(script: string): Promise<unknown> {
    return this.#evaluate(script);
  }

  /** Calls a function in the tab. Its source text is sent, so it can use only its argument and globals of the tab. */
  async call<Argument, Value>(act: (argument: Argument) => Value, argument: Argument): Promise<Awaited<Value>> {
    return (await this.#evaluate(`(${act})(${JSON.stringify(argument)})`)) as Awaited<Value>;
  }

  async #evaluate(expression: string): Promise<unknown> {
    const { result, error } = await this.#ask('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    const thrown = error?.message ?? (result?.exceptionDetails && (result.exceptionDetails.exception?.description ?? 'an exception'));
    if (thrown) throw new Error(`A tab said: ${thrown}`);
    return result?.result?.value;
  }

  #ask(method: string, params: object = {}): Promise<Reply> {
    this.#number += 1;
    const id = this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#session.send('Target.sendMessageToTarget', { sessionId: this.#id, message: JSON.stringify({ id, method, params }) }).catch(reject);
    });
  }

  #hear(reply: Reply): void {
    if (reply.method === 'Page.loadEventFired') this.#loaded();
    if (reply.id === undefined) return;
    this.#waiting.get(reply.id)?.resolve(reply);
    this.#waiting.delete(reply.id);
  }

  #fail(): void {
    for (const { reject } of this.#waiting.values()) reject(new Error('The browser is gone.'));
    this.#waiting.clear();
  }
}
