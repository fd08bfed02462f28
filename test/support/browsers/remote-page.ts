import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws';
import { patience } from '../patience.ts';
import type { Recorded } from '../recorder.ts';
import type { Driver } from './driver.ts';

/** Messages from a page. */
type Said = { readonly record: Recorded } | { readonly answer: number; readonly value?: unknown; readonly error?: string };

/**
 * The page's side, sent as text: it connects to the test, carries out its commands and reports events. With WebDriver alone the test would have to
 * poll.
 */
function agent(control: string): void {
  const socket = new WebSocket(control);
  const tell = (message: object) => socket.send(JSON.stringify(message));
  Object.assign(globalThis, { recordInTest: (record: object) => tell({ record }) });
  socket.onmessage = async ({ data }) => {
    const { call, expression } = JSON.parse(data as string);
    try {
      // biome-ignore lint/security/noGlobalEval: the test's own expressions, in a page that the test opened.
      tell({ answer: call, value: await globalThis.eval(expression) });
    } catch (error) {
      tell({ answer: call, error: (error as Error).message });
    }
  };
}

/** tsx wraps functions in this to keep their names, and functions are sent to the page as text (esbuild, keepNames). */
const named = 'globalThis.__name = (named) => named;';

/** The server that pages report to. */
export class PageControl {
  readonly #server: WebSocketServer;
  readonly #pages = new Map<string, (socket: ServerSocket) => void>();
  /** Windows that no test is using. */
  readonly #idle: string[] = [];
  #opened = 0;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on('connection', (socket, { url = '' }) => this.#pages.get(url)?.(socket));
  }

  static async start(): Promise<PageControl> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    return new PageControl(server);
  }

  /** @param url without a query, of a document other than the lab's page, without a policy against scripts */
  async open(driver: Driver, url: string, record: (recorded: Recorded) => void = () => {}): Promise<RemotePage> {
    this.#opened += 1;
    const path = `/${this.#opened}`;
    const connected = new Promise<ServerSocket>((resolve) => this.#pages.set(path, resolve));
    const handle = this.#idle.pop() ?? (await driver.newWindow());
    // Each document of a window has its own URL, so that the old one is not taken for the new one.
    await driver.navigate(handle, `${url}?page=${this.#opened}`);
    const control = `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
    const inPage = `${named} (${agent})(${JSON.stringify(control)})`;
    // Drivers run scripts in a separate world; a script element runs in the page's.
    await driver.run(
      handle,
      `const script = document.createElement('script'); script.textContent = ${JSON.stringify(inPage)}; document.documentElement.append(script);`,
    );
    const socket = await within(connected, `the page of ${url} to connect to the test`);
    return new RemotePage(handle, socket, record, () => this.#idle.push(handle));
  }

  close(): void {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
  }
}

async function within<Value>(promise: Promise<Value>, what: string): Promise<Value> {
  let late: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new Error(`Waited ${patience / 1_000} s for ${what}.`)), patience);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(late);
  }
}

/** One window, and the connection to it. */
export class RemotePage {
  /** The handle of its window, for the driver. */
  readonly handle: string;
  readonly #leave: () => void;
  /** Gets the events of its streams. */
  record: (recorded: Recorded) => void;
  /** Rewrites the text of its events. */
  told = (text: string): string => text;
  readonly #socket: ServerSocket;
  #gone: Error | undefined;
  readonly #answers = new Map<number, [answer: (value: unknown) => void, refuse: (error: Error) => void]>();
  #calls = 0;

  constructor(handle: string, socket: ServerSocket, record: (recorded: Recorded) => void, leave: () => void) {
    this.handle = handle;
    this.record = record;
    this.#leave = leave;
    this.#socket = socket;
    socket.on('message', (text) => {
      const said = JSON.parse(this.told(String(text))) as Said;
      if ('record' in said) this.record(said.record);
      else this.#answer(said);
    });
    socket.on('close', (code, reason) => {
      this.#gone = new Error(`The page has gone: its WebSocket to the test closed with ${code} ${reason}`.trimEnd());
      for (const [, refuse] of this.#answers.values()) refuse(this.#gone);
      this.#answers.clear();
    });
  }

  /** @returns the value of the expression, as JSON; promises are awaited */
  evaluate<Value>(expression: string): Promise<Value> {
    if (this.#socket.readyState !== this.#socket.OPEN) return Promise.reject(this.#gone ?? new Error('The page has gone.'));
    this.#calls += 1;
    const call = this.#calls;
    const answered = new Promise<unknown>((answer, refuse) => {
      this.#answers.set(call, [answer, refuse]);
    });
    this.#socket.send(JSON.stringify({ call, expression }));
    return within(answered, `an answer to ${expression.slice(0, 120)}`) as Promise<Value>;
  }

  /** Runs a function in the page. It is sent as text, so it can use only its arguments. */
  call<Given extends readonly unknown[], Value>(act: (...given: Given) => Value | Promise<Value>, ...given: Given): Promise<Value> {
    return this.evaluate(`(${act})(...${JSON.stringify(given)})`);
  }

  /** @param isReusable whether the next page may have its window */
  close(isReusable = true): void {
    this.#socket.terminate();
    if (isReusable) this.#leave();
  }

  #answer({ answer, value, error }: { answer: number; value?: unknown; error?: string }): void {
    const [resolve, reject] = this.#answers.get(answer) ?? [];
    this.#answers.delete(answer);
    if (error === undefined) resolve?.(value);
    else reject?.(new Error(error));
  }
}
