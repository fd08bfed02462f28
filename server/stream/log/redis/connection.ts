import { RedisLogError, refusal, unreachable } from './problem.ts';

export interface Address {
  readonly url: string;
  /** The same for messages: without user and password. */
  readonly where: string;
  /** Milliseconds for an answer. */
  readonly deadline: number;
}

/** As much of the package's client as is used. */
interface Client {
  connect(): Promise<unknown>;
  sendCommand(args: readonly string[]): Promise<unknown>;
  destroy(): void;
  on(event: 'error' | 'end', hear: (error?: Error) => void): unknown;
}

/** Oldest Redis that numbers entries itself within a given millisecond: `XADD key <ms>-*`. */
const oldestVersion = 7;

/**
 * One connection to one process of Redis. It is never opened again by itself: whoever connects anew has to look first whether it is the same process, and whether all is there still.
 */
export class Connection {
  /** Names the process of Redis: another one after each start. */
  readonly run: string;
  /** What that process had acknowledged before may be missing: it keeps no append-only file, or was a replica. */
  readonly isForgetful: boolean;
  /** Resolves with the reason when it is over. */
  readonly ended: Promise<Error>;
  readonly #client: Client;
  readonly #address: Address;
  #end: (reason: Error) => void = () => {};

  private constructor(client: Client, address: Address, { run, isForgetful }: Process) {
    this.#client = client;
    this.#address = address;
    this.run = run;
    this.isForgetful = isForgetful;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    client.on('error', (error) => this.close(unreachable(address.where, sentence(error))));
    client.on('end', () => this.close(unreachable(address.where, 'the connection has ended.')));
  }

  /** @throws RedisLogError */
  static async open(address: Address): Promise<Connection> {
    const client = await clientFor(address);
    let failure: Error | undefined;
    client.on('error', (error) => {
      failure ??= error;
    });
    const late = new Promise<never>((_resolve, reject) => {
      setTimeout(() => reject(unreachable(address.where, tooLate(address.deadline))), address.deadline).unref();
    });
    try {
      await Promise.race([client.connect(), late]);
      const info = client.sendCommand(['INFO', 'server', 'persistence', 'replication']);
      const about = processOf(address.where, String(await Promise.race([info, late])));
      if (failure) throw failure;
      return new Connection(client, address, about);
    } catch (error) {
      end(client);
      throw explained(address.where, error);
    }
  }

  /**
   * @param block milliseconds that Redis may take on purpose
   * @throws RedisRefusal if Redis answers an error; RedisLogError if it does not answer, and the connection is over then
   */
  async send(args: readonly string[], block = 0): Promise<unknown> {
    const { where, deadline } = this.#address;
    const timer = setTimeout(() => this.close(unreachable(where, tooLate(deadline))), deadline + block);
    try {
      return await this.#client.sendCommand(args);
    } catch (error) {
      throw explained(where, error);
    } finally {
      clearTimeout(timer);
    }
  }

  close(reason: Error = new RedisLogError('The log is closed.')): void {
    this.#end(reason);
    end(this.#client);
  }
}

const tooLate = (deadline: number): string => `no answer within ${deadline / 1_000} s.`;

/** Most of these errors have no sentence of their own. */
const sentence = (error: unknown): string => {
  // Of several addresses, what the first has said.
  if (error instanceof AggregateError) return sentence(error.errors[0]);
  const text = error instanceof Error ? error.message : String(error);
  return /[.!]$/.test(text) ? text : `${text}.`;
};

/** An error that Redis has answered begins with a word in capitals; everything else is about the way to it. */
function explained(where: string, error: unknown): Error {
  if (error instanceof RedisLogError) return error;
  const text = sentence(error);
  return /^[A-Z]{2,} /.test(text) && !/^(connect|read|write|getaddrinfo) /i.test(text) ? refusal(where, text) : unreachable(where, text);
}

/** Calling it twice is harmless, though not to the package. */
function end(client: Client): void {
  try {
    client.destroy();
  } catch {
    // It was closed already.
  }
}

/** @throws RedisLogError if the package is not installed */
async function clientFor({ url, deadline }: Address): Promise<Client> {
  const redis = await import('redis').catch((error: unknown) => {
    throw new RedisLogError('Expected the package redis, which redisLog needs; it is not installed. Install it: npm install redis', { cause: error });
  });
  return redis.createClient({
    url,
    RESP: 2,
    disableOfflineQueue: true,
    disableClientInfo: true,
    socket: { reconnectStrategy: false, connectTimeout: deadline },
  });
}

/** What a process of Redis says of itself. */
type Process = Pick<Connection, 'run' | 'isForgetful'>;

/** @throws RedisLogError for a Redis that is too old */
function processOf(where: string, info: string): Process {
  const field = (name: string) => new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1] ?? '';
  const version = field('redis_version');
  // Until all is read, it says that it keeps no append-only file.
  if (field('loading') === '1') throw refusal(where, 'LOADING it is reading its files.');
  const isForgetful = field('aof_enabled') !== '1' || Number(field('second_repl_offset') || -1) >= 0;
  if (Number.parseInt(version, 10) >= oldestVersion && field('run_id') !== '') return { run: field('run_id'), isForgetful };
  const got = version === '' ? 'an answer to INFO without a version' : `version ${version}`;
  throw new RedisLogError(`Expected Redis ${oldestVersion} or newer, or Valkey, at ${where}; got ${got}. Upgrade it.`);
}
