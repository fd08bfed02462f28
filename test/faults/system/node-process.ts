import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../../bench/processes/free-port.ts';
import { Program } from '../../support/program.ts';

/** Maximum number of starts in a row. */
const mostAttempts = 30;

/** The built server, as `npm start` runs it. */
const builtServer = fileURLToPath(new URL('../../../dist/server/lab/main.js', import.meta.url));

/** SIGUSR2 sets the clock of this process: first an hour ahead of the real time, then an hour behind it, and so on by turns. */
const steppedClock = `
  const now = Date.now;
  let offset = 0;
  Date.now = () => now() + offset;
  process.on('SIGUSR2', () => { offset = offset > 0 ? -3600000 : 3600000; });
`;

/** A separate server process, which can be killed and started again on the same port. */
export class NodeProcess {
  readonly port: number;
  readonly #args: readonly string[];
  readonly #environment: Readonly<Record<string, string>>;
  #program: Program | undefined;
  /** Restarts run one after the other. */
  #work: Promise<void> = Promise.resolve();

  private constructor(port: number, environment: Readonly<Record<string, string>>) {
    this.port = port;
    this.#args = [`--import=data:text/javascript,${encodeURIComponent(steppedClock)}`, builtServer, '--port', `${port}`, '--host', '127.0.0.1'];
    this.#environment = environment;
  }

  /** @param environment its variables in addition to the port */
  static async start(environment: Readonly<Record<string, string>>): Promise<NodeProcess> {
    const node = new NodeProcess(await freePort(), environment);
    await node.#start();
    return node;
  }

  /** Ends it with this signal, and starts a new process at once. Resolves when the new one listens. */
  restart(signal: NodeJS.Signals): Promise<void> {
    this.#work = this.#work.then(async () => {
      await this.#program?.end(signal);
      await this.#start();
    });
    return this.#work;
  }

  stepClock(): void {
    this.#program?.child.kill('SIGUSR2');
  }

  /** Its output. */
  get said(): string {
    return this.#program?.said ?? '';
  }

  async close(): Promise<void> {
    await this.#work;
    await this.#program?.end('SIGKILL');
  }

  /** Starts it until it listens. A process that finds no Redis ends, and is started again, as a service manager would do. */
  async #start(): Promise<void> {
    const flags = ['--no-weather', '--ticker', '0', '--heartbeat', '0.5', '--stall', '5'];
    for (let attempt = 1; ; attempt += 1) {
      // No `.env` is there.
      const cwd = dirname(builtServer);
      const program = new Program(process.execPath, [...this.#args, ...flags], { cwd, env: { PATH: process.env.PATH, ...this.#environment } });
      this.#program = program;
      try {
        return await program.says('Transport Lab: http');
      } catch (error) {
        if (!program.ended || attempt === mostAttempts) throw error;
        await pause(100);
      }
    }
  }
}
