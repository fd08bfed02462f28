import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';

/** The role of a log's connection: one waits for new notifications, the other writes and reads. */
export type Role = 'waiting' | 'writing';

interface Line {
  readonly client: Socket;
  role: Role;
  readonly held: Buffer[];
}

/** A relay between a log and its Redis that can hold answers back. */
export class RedisLine {
  readonly #lines = new Set<Line>();
  #held: Role | undefined;
  #port = 0;

  static async start(target: number): Promise<RedisLine> {
    const line = new RedisLine();
    const server = createServer((client) => line.#join(client, target)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    line.#port = listeningPort(server);
    onTestFinished(() => {
      server.close();
      line.cut();
    });
    return line;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  /** The number of answers that are held back at present. */
  get withheld(): number {
    return [...this.#lines].reduce((sum, { held }) => sum + held.length, 0);
  }

  /** Holds back the answers on the connections of this role from now on. */
  hold(role: Role): void {
    this.#held = role;
  }

  release(): void {
    this.#held = undefined;
    for (const { client, held } of this.#lines) for (const bytes of held.splice(0)) client.write(bytes);
  }

  /** Ends all connections, or those of this role. Answers that are held back are lost. */
  cut(only?: Role): void {
    this.#held = undefined;
    for (const { client, role } of this.#lines) if (only === undefined || role === only) client.resetAndDestroy();
  }

  #join(client: Socket, target: number): void {
    const upstream = connect(target, '127.0.0.1');
    const line: Line = { client, role: 'writing', held: [] };
    this.#lines.add(line);
    client.on('data', (bytes) => {
      if (bytes.includes('XREAD\r\n')) line.role = 'waiting';
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (this.#held === line.role) line.held.push(bytes);
      else client.write(bytes);
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        other.destroy();
        this.#lines.delete(line);
      });
    }
  }
}
