import { openRelay, type Relay } from '../relay.ts';

/** One origin for the servers of all tests: a window keeps what it has loaded from it, and its requests go to the server of the test that uses the window. */
export class StableOrigin {
  readonly #relay: Relay;
  /** The host of the server to which it leads at present. */
  #host: string;

  private constructor(relay: Relay, host: string) {
    this.#relay = relay;
    this.#host = host;
  }

  static async leadingTo({ port, host }: URL): Promise<StableOrigin> {
    return new StableOrigin(await openRelay(Number(port)), host);
  }

  get url(): string {
    return this.#relay.url;
  }

  leadsTo({ host }: URL): boolean {
    return host === this.#host;
  }

  /** Leads to this server from now on. Connections to the server before are closed, so that they are not used again. */
  lead({ port, host }: URL): void {
    this.cut();
    this.#relay.target = Number(port);
    this.#host = host;
  }

  cut(): void {
    this.#relay.cut();
  }

  close(): void {
    this.#relay.close();
  }

  /** Replaces the host of this origin in a page's text by that of the server. */
  told(text: string): string {
    return text.replaceAll(new URL(this.url).host, this.#host);
  }
}
