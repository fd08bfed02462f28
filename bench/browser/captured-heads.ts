import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { Browser } from 'playwright-core';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import type { TransportName } from '../../server/stream/protocol.ts';
import type { Target } from '../arms/index.ts';
import { authority, rootOf } from '../arms/requests.ts';
import type { ClientHeads } from '../model/index.ts';
import type { StreamSettings } from '../run/settings.ts';
import { Change } from './change.ts';
import { StreamPage } from './stream-page.ts';

/** Heads of requests as sent over a socket, each up to its empty line. */
class Recorder {
  readonly heads: string[] = [];
  readonly #change = new Change();

  /** @param text the next bytes of a client on one connection */
  hear(text: string): void {
    // None of these requests has a body, and frames follow only an upgrade. So text that looks like a head is one.
    this.heads.push(...(text.match(/GET [\s\S]*?\r\n\r\n/g) ?? []));
    this.#change.happened();
  }

  /** @param patience milliseconds */
  async find(pattern: RegExp, patience = 5_000): Promise<string> {
    const found = await this.#change.until(() => this.heads.find((head) => pattern.test(head)), patience);
    if (found === undefined) throw new Error(`No request of Chromium matched ${pattern}; there were ${this.heads.length}.`);
    return found;
  }
}

/** Passes everything on, and shows the recorder what the client sends. */
async function listen(target: Target, recorder: Recorder): Promise<{ port: number; close: () => void }> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target.port, target.host);
    for (const socket of [client, upstream]) {
      sockets.add(socket.setNoDelay());
      const other = socket === client ? upstream : client;
      socket.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
    client.on('data', (bytes: Buffer) => recorder.hear(bytes.toString('latin1')));
    client.pipe(upstream);
    upstream.pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: listeningPort(server),
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Bytes of a head, as it would be at the lab itself and without its cursor. */
const sizeOf = (head: string, relay: string, lab: string): number => head.replaceAll(relay, lab).replace(/after=[^& ]*/, 'after=').length;

/**
 * The heads that this browser sends for a transport, read at a socket, so that its version, platform and language count as they are.
 * @param target the lab that the measurement will ask
 */
export async function captureHeads(browser: Browser, target: Target, transport: TransportName, { hold }: StreamSettings): Promise<ClientHeads> {
  const recorder = new Recorder();
  const relay = await listen(target, recorder);
  const page = await StreamPage.open(browser, rootOf({ ...target, host: '127.0.0.1', port: relay.port }));
  try {
    await page.follow({ transport, interval: 20, hold });
    const polls = transport === 'polling' || transport === 'long-polling';
    const size = (head: string) => sizeOf(head, `127.0.0.1:${relay.port}`, authority(target));
    const opening = size(await recorder.find(polls ? /^GET \S*\/stream\/polling / : new RegExp(`^GET \\S*/stream/${transport} `)));
    return { opening, question: polls ? size(await recorder.find(new RegExp(`^GET \\S*/stream/${transport}\\?after=`))) : 0 };
  } finally {
    await page.close();
    relay.close();
  }
}
