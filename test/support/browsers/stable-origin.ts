import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { listeningPort } from '../../../server/lab/processes/listening-port.ts';

/** One origin for the servers of all tests: what a window has loaded from it stays, and what it asks for goes to the server of the test that has it. */
export class StableOrigin {
  readonly url: string;
  /** Of the server that it leads to at present. */
  target: URL;
  readonly #server: ReturnType<typeof createServer>;
  readonly #sockets: Set<Socket>;

  private constructor(server: ReturnType<typeof createServer>, sockets: Set<Socket>, target: URL) {
    this.#server = server;
    this.#sockets = sockets;
    this.target = target;
    this.url = `http://127.0.0.1:${listeningPort(server)}`;
    server.on('connection', (client: Socket) => this.#join(client));
  }

  static async leadingTo(target: URL): Promise<StableOrigin> {
    const sockets = new Set<Socket>();
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new StableOrigin(server, sockets, target);
  }

  /** From now on it leads there; a connection to the server before is not used again. */
  lead(target: URL): void {
    this.cut();
    this.target = target;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.#server.close();
    this.cut();
  }

  /** What a page says of this origin, as it would say it of the server. */
  told(text: string): string {
    return text.replaceAll(new URL(this.url).host, this.target.host);
  }

  #join(client: Socket): void {
    const upstream = connect(Number(this.target.port), this.target.hostname);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.#sockets.add(one);
      // A line that was broken is not ended politely: browsers tell the two apart.
      one.on('error', () => other.resetAndDestroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroySoon();
      });
      one.pipe(other);
    }
  }
}
