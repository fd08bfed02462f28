import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import type { Driver } from '../support/browsers/driver.ts';
import type { PageControl, RemotePage } from '../support/browsers/remote-page.ts';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** Milliseconds. `quiet`: what a browser has not begun by then, it holds back. */
const [patience, quiet] = [60_000, 1_500];

/** A server on a port of its own, with a blank document and whatever a question wants beside it, and a window that shows that document. */
export class Site {
  #page: RemotePage | undefined;
  readonly #driver: Driver;
  readonly #control: PageControl;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #answers = new Map<string, Answer>();
  readonly #upgrades = new Map<string, (socket: Duplex) => void>();
  readonly #asked: string[] = [];
  readonly #arrivals = new EventEmitter();

  private constructor(driver: Driver, control: PageControl) {
    this.#driver = driver;
    this.#control = control;
    this.on('/', (response) => response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>Blank</title><p>Blank.'));
    this.#server = createServer((request, response) => {
      const path = this.#arrive(request);
      (this.#answers.get(path) ?? (() => response.writeHead(404).end()))(response, request);
    });
    this.#server.on('upgrade', (request, socket, head) => {
      const path = this.#arrive(request);
      if (this.#upgrades.has(path)) this.#upgrades.get(path)?.(socket);
      else this.#sockets.handleUpgrade(request, socket, head, () => {});
    });
  }

  static async open(driver: Driver, control: PageControl): Promise<Site> {
    const site = new Site(driver, control);
    site.#server.listen(0, '127.0.0.1');
    await once(site.#server, 'listening');
    try {
      await site.reopen();
      return site;
    } catch (error) {
      site.#end();
      throw error;
    }
  }

  get page(): RemotePage {
    if (!this.#page) throw new Error('Expected a site that is open.');
    return this.#page;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  on(path: string, answer: Answer): void {
    this.#answers.set(path, answer);
  }

  /** What becomes of a WebSocket's handshake; without this it is accepted. */
  onUpgrade(path: string, answer: (socket: Duplex) => void): void {
    this.#upgrades.set(path, answer);
  }

  /** An event stream that stays open. */
  stream(path: string): void {
    this.on(path, (response) => response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(': open\n\n'));
  }

  /** How often a path was asked for. */
  count(path: string): number {
    return this.#asked.filter((asked) => asked === path).length;
  }

  /** Waits until a path was asked for so often. @param limit milliseconds @throws Error after them */
  async arrived(path: string, count: number, limit = patience): Promise<void> {
    const late = AbortSignal.timeout(limit);
    while (this.count(path) < count) {
      await once(this.#arrivals, 'asked', { signal: late }).catch(() => {
        throw new Error(`Waited ${limit / 1_000} s for ${path} to be asked for ${count} ×; it was ${this.count(path)} ×.`);
      });
    }
  }

  /** Waits until nothing has been asked for so many milliseconds. */
  async settled(silence = quiet): Promise<void> {
    for (;;) {
      const came = await once(this.#arrivals, 'asked', { signal: AbortSignal.timeout(silence) }).then(
        () => true,
        () => false,
      );
      if (!came) return;
    }
  }

  /** Nobody listens at its port for so many milliseconds: whoever comes is refused. */
  async refuse(milliseconds: number): Promise<void> {
    const { port } = this.#server.address() as AddressInfo;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
    await pause(milliseconds);
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Shows a document of the site's own in a tab that nobody sees. */
  showHidden(path: string): Promise<void> {
    return this.#driver.showHidden(`${this.url}${path}`);
  }

  /** A new document, in the place of the one before. */
  async reopen(): Promise<void> {
    this.#page?.close();
    this.#page = await this.#control.open(this.#driver, `${this.url}/`);
  }

  /** Shows a document of the site's own, without the test's side in it. */
  show(path: string): Promise<void> {
    return this.#driver.navigate(this.page.handle, `${this.url}${path}`);
  }

  goBack(): Promise<unknown> {
    return this.#driver.run(this.page.handle, 'history.back()');
  }

  click(selector: string): Promise<void> {
    return this.#driver.click(this.page.handle, selector);
  }

  /** The window goes elsewhere, and all lines of its document end. */
  leave(): Promise<void> {
    return this.#driver.navigate(this.page.handle, 'about:blank');
  }

  async close(): Promise<void> {
    const hasLeft = await this.leave().then(
      () => true,
      () => false,
    );
    this.#page?.close(hasLeft);
    this.#end();
  }

  #end(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #arrive({ url = '' }: IncomingMessage): string {
    const path = url.split('?', 1)[0] ?? '';
    this.#asked.push(path);
    this.#arrivals.emit('asked');
    return path;
  }
}
