import { openRelay, type Relay } from '../relay.ts';

/** One origin for the servers of all tests: what a window has loaded from it stays, and what it asks for goes to the server of the test that has it. */
export class StableOrigin {
  readonly #relay: Relay;
  /** Of the server that it leads to at present. */
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

  /** From now on it leads there; a connection to the server before is not used again. */
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

  /** What a page says of this origin, as it would say it of the server. */
  told(text: string): string {
    return text.replaceAll(new URL(this.url).host, this.#host);
  }
}
