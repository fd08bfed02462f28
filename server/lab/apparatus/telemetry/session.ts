import type { WebSocket } from 'ws';
import type { Access } from './access.ts';
import { Batch } from './batch.ts';
import { parseTelemetryCommand, refIn } from './commands.ts';
import type { Tab, TelemetryCommand, TelemetryMessage, TraceRecord } from './messages.ts';
import { Refusal } from './refusal.ts';

/** Bytes that may wait for a session before batches are left out, and milliseconds after which it is closed. */
const patience = { bytes: 4 * 1024 * 1024, time: 10_000 };

/** The most unfinished commands of one session. */
const maxPending = 64;

/** Executes a command. A Refusal that it throws is sent to the page. */
export type Obey = (command: TelemetryCommand, session: Session) => void | Promise<void>;

/** Milliseconds for a page to answer a Close frame. */
const goodbye = 300;

function part(ws: WebSocket, code: number, reason: string): void {
  ws.close(code, reason);
  const giveUp = setTimeout(() => ws.terminate(), goodbye);
  ws.once('close', () => clearTimeout(giveUp));
}

/** Refuses with a Close frame, because a browser hides a refused handshake from its page. 1013 is "try again later" (IANA's registry of close codes). */
export function turnAway(ws: WebSocket, why: string): void {
  ws.on('error', () => {});
  const message: TelemetryMessage = { type: 'refused', code: 'too-many', message: why };
  if (ws.readyState === ws.OPEN) ws.send(JSON.stringify(message));
  part(ws, 1013, 'too many pages look');
}

/** The connection of one page. */
export class Session {
  readonly access: Access;
  tab: Tab | undefined;
  /** Whether the page has answered the last ping. */
  heard = true;
  readonly #ws: WebSocket;
  readonly #obey: Obey;
  readonly #onError: (error: unknown) => void;
  readonly #batch = new Batch();
  #pending = 0;
  #slowSince = 0;

  constructor(ws: WebSocket, access: Access, obey: Obey, onError: (error: unknown) => void) {
    this.#ws = ws;
    this.access = access;
    this.#obey = obey;
    this.#onError = onError;
    ws.on('message', (data, isBinary) => void this.#receive(String(data), isBinary));
    ws.on('pong', () => {
      this.heard = true;
    });
    // An invalid frame, or one that is too large: ws closes with the right code by itself.
    ws.on('error', () => {});
  }

  send(message: TelemetryMessage): void {
    if (this.#ws.readyState === this.#ws.OPEN) this.#ws.send(JSON.stringify(message));
  }

  trace(record: TraceRecord): void {
    this.#batch.add(record);
  }

  /** Sends the collected records. A page that does not keep up gets the number of missed records, and is closed in the end. */
  flush(): void {
    const batch = this.#batch.take();
    if (this.#isSlow()) this.#batch.leave((batch?.records.length ?? 0) + (batch?.left ?? 0));
    else if (batch) this.send({ type: 'trace', ...batch });
  }

  ping(): void {
    if (!this.heard) {
      this.#ws.terminate();
      return;
    }
    this.heard = false;
    this.#ws.ping();
  }

  close(): void {
    part(this.#ws, 1001, 'going away');
  }

  /** Closes this session, because another page takes its seat. */
  turnAway(why: string): void {
    this.#ws.removeAllListeners('message');
    turnAway(this.#ws, why);
  }

  #isSlow(): boolean {
    if (this.#ws.bufferedAmount <= patience.bytes) {
      this.#slowSince = 0;
      return false;
    }
    this.#slowSince ||= performance.now();
    if (performance.now() - this.#slowSince > patience.time) this.#ws.terminate();
    return true;
  }

  async #receive(text: string, isBinary: boolean): Promise<void> {
    // A page that sends commands without reading the answers would fill the memory.
    if (this.#ws.bufferedAmount > patience.bytes) {
      this.#ws.terminate();
      return;
    }
    this.#pending += 1;
    try {
      if (isBinary) throw new Refusal('bad-message', 'Expected a text frame of JSON; got a binary one. Send text.');
      const command = parseTelemetryCommand(text);
      if (this.#pending > maxPending)
        throw new Refusal('too-many', `Expected at most ${maxPending} commands at a time; got one more. Wait for done.`);
      await this.#obey(command, this);
      if (command.ref !== undefined) this.send({ type: 'done', ref: command.ref });
    } catch (error) {
      this.#refuse(error, refIn(text));
    }
    this.#pending -= 1;
  }

  #refuse(error: unknown, ref: number | undefined): void {
    if (!(error instanceof Refusal)) this.#onError(error);
    const { code, message } = error instanceof Refusal ? error : { code: 'internal', message: 'The lab made a mistake. It is logged there.' };
    this.send({ type: 'refused', ...(ref !== undefined && { ref }), code, message });
  }
}
