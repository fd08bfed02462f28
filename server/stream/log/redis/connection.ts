import { RedisLogError, refusal, unreachable } from './problem.ts';

export interface Address {
  readonly url: string;
  /** The URL without user and password, for error messages. */
  readonly where: string;
  /** Milliseconds to wait for an answer. */
  readonly deadline: number;
}

/** The methods of the package's client that are used here. */
interface Client {
  connect(): Promise<unknown>;
  sendCommand(args: readonly string[]): Promise<unknown>;
  destroy(): void;
  on(event: 'error' | 'end', hear: (error?: Error) => void): unknown;
}

/** The oldest Redis that accepts `XADD key <ms>-*` and so numbers the entries of a millisecond itself. */
const oldestVersion = 7;

/**
 * One connection to one process of Redis. It never reconnects by itself: after a new connection the log must first check whether it is the same process, and whether entries are lost.
 */
export class Connection {
  /** Redis's `run_id`, which is new after each start. */
  readonly run: string;
  /** Whether entries acknowledged before may be lost: this process has no append-only file, or was a replica. */
  readonly isForgetful: boolean;
  /** Resolves with the reason when the connection has ended. */
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
   * @param block milliseconds that a blocking command may wait
   * @throws RedisRefusal if Redis answers with an error; RedisLogError if it does not answer, which also ends the connection
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

/** The error's message with a full stop, which most of them lack. */
const sentence = (error: unknown): string => {
  // A name with several addresses: the error of the first one.
  if (error instanceof AggregateError) return sentence(error.errors[0]);
  const text = error instanceof Error ? error.message : String(error);
  return /[.!]$/.test(text) ? text : `${text}.`;
};

/** Errors from Redis begin with a word in capitals; all others are about the connection. */
function explained(where: string, error: unknown): Error {
  if (error instanceof RedisLogError) return error;
  const text = sentence(error);
  return /^[A-Z]{2,} /.test(text) && !/^(connect|read|write|getaddrinfo) /i.test(text) ? refusal(where, text) : unreachable(where, text);
}

/** May be called twice, although the package's `destroy` throws the second time. */
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

/** Facts about a process of Redis from its command INFO. */
type Process = Pick<Connection, 'run' | 'isForgetful'>;

/** @throws RedisLogError for a Redis that is too old */
function processOf(where: string, info: string): Process {
  const field = (name: string) => new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1] ?? '';
  const version = field('redis_version');
  // While Redis loads its files, it reports that it has no append-only file.
  if (field('loading') === '1') throw refusal(where, 'LOADING it is reading its files.');
  const isForgetful = field('aof_enabled') !== '1' || Number(field('second_repl_offset') || -1) >= 0;
  if (Number.parseInt(version, 10) >= oldestVersion && field('run_id') !== '') return { run: field('run_id'), isForgetful };
  const got = version === '' ? 'an answer to INFO without a version' : `version ${version}`;
  throw new RedisLogError(`Expected Redis ${oldestVersion} or newer, or Valkey, at ${where}; got ${got}. Upgrade it.`);
}
