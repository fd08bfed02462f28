import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { LabState, TelemetryCommand, TelemetryMessage, TraceRecord } from '../../server/lab/apparatus/telemetry/messages.ts';
import type { Lab } from '../../server/lab/lab.ts';
import type { TransportName } from '../../server/stream/protocol.ts';
import { handshake } from '../support/raw-http.ts';
import { Client, within } from './weather-support.ts';

type Command = TelemetryCommand extends infer One ? (One extends TelemetryCommand ? Omit<One, 'ref'> : never) : never;
type Of<Type extends TelemetryMessage['type']> = Extract<TelemetryMessage, { type: Type }>;
type Welcome = Of<'welcome'>;

/** How to connect to telemetry. */
export interface LookOptions {
  /** Default: the lab's page. `null` sends none. */
  readonly origin?: string | null;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
}

/** A WebSocket to the lab's telemetry, which the lab may refuse. It is closed when the test ends. */
export function dial(lab: Lab, { origin = lab.url, host, headers = {}, query = '' }: LookOptions = {}): WebSocket {
  const name = new URL(lab.url).hostname;
  const ws = new WebSocket(`ws://${name}:${lab.port}/telemetry${query}`, {
    ...(origin !== null && { origin }),
    headers: { ...headers, ...(host !== undefined && { Host: host }) },
  });
  ws.on('error', () => {});
  onTestFinished(() => ws.terminate());
  return ws;
}

/** A client of telemetry that acts as a page does, without a browser. */
export class Onlooker {
  readonly ws: WebSocket;
  readonly messages: TelemetryMessage[] = [];
  #ref = 0;

  private constructor(ws: WebSocket) {
    this.ws = ws;
    ws.on('message', (text) => this.messages.push(JSON.parse(String(text)) as TelemetryMessage));
  }

  /** Resolves once the welcome has arrived. */
  static async at(lab: Lab, options?: LookOptions): Promise<Onlooker> {
    const onlooker = new Onlooker(dial(lab, options));
    await onlooker.until('the welcome', () => onlooker.messages.length > 0);
    return onlooker;
  }

  get welcome(): Welcome {
    return this.messages[0] as Welcome;
  }

  get state(): LabState {
    return this.all('state').at(-1)?.state ?? this.welcome.state;
  }

  get records(): TraceRecord[] {
    return this.all('trace').flatMap(({ records }) => records);
  }

  all<Type extends TelemetryMessage['type']>(type: Type): Of<Type>[] {
    return this.messages.filter((message): message is Of<Type> => message.type === type);
  }

  of<Kind extends TraceRecord['kind']>(kind: Kind): Extract<TraceRecord, { kind: Kind }>[] {
    return this.records.filter((record): record is Extract<TraceRecord, { kind: Kind }> => record.kind === kind);
  }

  /** Waits for messages until `found` holds. */
  async until(what: string, found: () => boolean): Promise<void> {
    const said = () => JSON.stringify(this.messages.slice(-5)).slice(0, 1_500);
    const waiting = (async () => {
      while (!found()) await once(this.ws, 'message');
    })();
    await within(what, waiting).catch((error: Error) => {
      throw new Error(`${error.message} The last messages: ${said()}`);
    });
  }

  /** @returns the answer: done, or refused */
  async tell(command: Command | Record<string, unknown>): Promise<Of<'done'> | Of<'refused'>> {
    this.#ref += 1;
    const ref = this.#ref;
    this.ws.send(JSON.stringify({ ...command, ref }));
    const answer = () => [...this.all('done'), ...this.all('refused')].find((message) => message.ref === ref);
    await this.until(`an answer to ${JSON.stringify(command).slice(0, 200)}`, () => answer() !== undefined);
    return answer() as Of<'done'> | Of<'refused'>;
  }

  async watch(tab: string): Promise<this> {
    await this.tell({ type: 'watch', tab });
    return this;
  }

  /** The bytes that the lab has kept of an exchange. */
  async open(exchange: number): Promise<{ up: Buffer; down: Buffer; cut: number }> {
    await this.tell({ type: 'open', exchange });
    const { up, down, cut } = this.all('bytes').at(-1) as Of<'bytes'>;
    return { up: Buffer.from(up, 'base64'), down: Buffer.from(down, 'base64'), cut };
  }
}

/** A stream, or a poll, of this tab on its own connection. */
export function ask(lab: Lab, transport: TransportName, query = '', client = new Client(lab.port)): Client {
  const fields = transport === 'websocket' ? handshake : 'Cookie: secret=1234567\r\n';
  const extra =
    typeof fields === 'string'
      ? fields
      : Object.entries(fields)
          .map(([name, value]) => `${name}: ${value}\r\n`)
          .join('');
  client.socket.write(`GET /stream/${transport}?lane=mine${query} HTTP/1.1\r\nHost: 127.0.0.1:${lab.port}\r\n${extra}\r\n`);
  return client;
}

/** Bytes that the lab has sent, by its telemetry. */
export const total = (records: readonly TraceRecord[]): number =>
  records.reduce((sum, record) => {
    if (record.kind !== 'answered' && record.kind !== 'wrote') return sum;
    return sum + record.bytes.headers + record.bytes.framing + record.bytes.payload;
  }, 0);
