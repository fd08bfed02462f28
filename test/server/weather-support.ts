import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { type Conditions, startWeather, type Target, type Weather } from '../../server/lab/apparatus/weather/weather.ts';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import { within } from '../support/within.ts';

export { within };

/** A server that is closed when the test ends. @returns its port */
export async function serve(server: Server): Promise<Target> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: listeningPort(server) };
}

/** Sends back what it receives, and ends when its peer ends. */
export const serveEcho = (): Promise<Target> =>
  serve(
    createServer((socket) => {
      socket.on('error', () => {});
      socket.pipe(socket);
    }),
  );

export async function weatherFor(target: Target, conditions: Partial<Conditions> = {}): Promise<Weather> {
  const weather = await startWeather(target, conditions);
  onTestFinished(() => weather.close());
  return weather;
}

/** A client that records what it has received, and how its connection ended. */
export class Client {
  readonly socket: Socket;
  readonly #chunks: Buffer[] = [];
  /** How the connection ended: politely or by a reset. `undefined` while it is open. */
  ended: 'end' | 'reset' | undefined;
  length = 0;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1').setNoDelay(true);
    onTestFinished(() => void this.socket.destroy());
    this.socket.on('data', (bytes) => {
      this.#chunks.push(bytes);
      this.length += bytes.byteLength;
    });
    this.socket.on('error', () => {
      this.ended = 'reset';
    });
    this.socket.once('end', () => {
      this.ended = 'end';
    });
  }

  get received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get text(): string {
    return this.received.toString('latin1');
  }

  /** Waits for events of the socket until `found` holds. */
  async until(what: string, found: () => boolean, deadline?: number): Promise<void> {
    await within(
      `${what}; ${this.length} bytes came`,
      new Promise<void>((resolve) => {
        const look = () => {
          if (!found()) return;
          for (const name of ['data', 'end', 'close'] as const) this.socket.off(name, look);
          resolve();
        };
        for (const name of ['data', 'end', 'close'] as const) this.socket.on(name, look);
        look();
      }),
      deadline,
    );
  }

  reach(length: number, deadline?: number): Promise<void> {
    return this.until(`${length} bytes`, () => this.length >= length, deadline);
  }

  /** Sends a text and waits until the same number of bytes has come back. @returns milliseconds */
  async echo(text: string): Promise<number> {
    const started = performance.now();
    const length = this.length + Buffer.byteLength(text);
    this.socket.write(text);
    await this.reach(length);
    return performance.now() - started;
  }
}
