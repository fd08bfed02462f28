import { connect, type Socket } from 'node:net';

/** Requests that bypass the relay's conditions and go to another server of this machine: telemetry, which reports about the streams and must not be disturbed with them. */
export interface Bypass {
  /** The beginnings of such requests. @example ['GET /telemetry'] */
  readonly requests: readonly string[];
  /** On 127.0.0.1. */
  readonly port: number;
}

/** Milliseconds that a client may be silent before it is relayed like any other, because browsers connect ahead of time. */
const longestSilence = 1_000;
/** Milliseconds that a client gets to read the rest after its server has gone. */
const linger = 5_000;

/**
 * Whether a request is one of these.
 * @param bytes the first ones of the request
 * @returns `undefined` while they are too few to say
 */
export function asksFor(requests: readonly string[], bytes: Buffer): boolean | undefined {
  const answers = requests.map((wanted) => begins(wanted, bytes));
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

function begins(wanted: string, bytes: Buffer): boolean | undefined {
  const text = bytes.toString('latin1', 0, wanted.length + 1);
  if (text.length <= wanted.length) return wanted.startsWith(text) ? undefined : false;
  return text === `${wanted} ` || text === `${wanted}?`;
}

/** Decides which clients bypass the relay, and keeps their sockets until they close. */
export class Bypassing {
  readonly #bypass: Bypass | undefined;
  /** Clients whose first bytes have not come yet. */
  readonly #silent = new Set<Socket>();
  readonly #passing = new Set<Socket>();

  /** @param bypass without it, all clients are relayed */
  constructor(bypass: Bypass | undefined) {
    this.#bypass = bypass;
  }

  /**
   * Takes a new client, and reads its first bytes.
   * @param relay takes over a client that does not bypass the relay, with the bytes that it has already sent
   */
  accept(client: Socket, relay: (first?: Buffer) => void): void {
    if (!this.#bypass) {
      relay();
      return;
    }
    keep(client, this.#silent);
    readFirst(client, this.#bypass.requests, (first, asked) => {
      this.#silent.delete(client);
      if (!asked || !this.take(client, first)) relay(first);
    });
  }

  /** Takes over a client if its request bypasses the relay. @param bytes the beginning of the request @returns whether it does */
  take(client: Socket, bytes: Buffer): boolean {
    if (!this.#bypass || !asksFor(this.#bypass.requests, bytes)) return false;
    keep(client, this.#passing);
    passBy(client, this.#bypass, bytes);
    return true;
  }

  /** Resets or ends the clients whose first bytes have not come yet. */
  dropSilent(how: 'cut' | 'end'): void {
    for (const client of this.#silent) how === 'cut' ? client.resetAndDestroy() : client.destroy();
  }

  /** Closes the connections that bypass the relay. */
  dropPassing(): void {
    for (const client of this.#passing) client.destroy();
  }
}

function keep(client: Socket, set: Set<Socket>): void {
  set.add(client);
  client.once('close', () => set.delete(client));
}

/**
 * Reads the first bytes of a client until it is clear whether its request bypasses the relay.
 * @param decide gets these bytes and must take over the socket at once
 */
function readFirst(client: Socket, requests: readonly string[], decide: (first: Buffer, asked: boolean) => void): void {
  let first: Buffer = Buffer.alloc(0);
  const gone = () => client.destroy();
  const stop = () => {
    clearTimeout(silence);
    client.off('data', take).off('end', gone).off('error', gone).off('close', stop);
  };
  const settle = (asked: boolean) => {
    stop();
    decide(first, asked);
  };
  const take = (bytes: Buffer) => {
    first = Buffer.concat([first, bytes]);
    const asked = asksFor(requests, first);
    if (asked !== undefined) settle(asked);
  };
  const silence = setTimeout(() => settle(false), longestSilence);
  client.on('data', take).on('end', gone).on('error', gone).on('close', stop);
}

/**
 * Connects a client with the server of the bypass: nothing is delayed, broken or counted.
 * @param first the bytes that the client has already sent
 */
function passBy(client: Socket, { port }: Bypass, first: Buffer): void {
  const server = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  for (const socket of [client, server]) socket.setNoDelay(true).on('error', () => {});
  client.once('close', () => server.destroy());
  server.once('close', () => {
    client.destroySoon();
    // A client that does not read would never reach the end.
    setTimeout(() => client.destroy(), linger).unref();
  });
  server.write(first);
  client.pipe(server);
  server.pipe(client);
}
