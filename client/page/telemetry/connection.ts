import type { TelemetryCommand, TelemetryMessage } from '../../../server/lab/apparatus/telemetry/messages.ts';
import { pageNow } from './clock.ts';
import { telemetryUrl, whyNot } from './lab-address.ts';
import { telemetryTicket } from './ticket.ts';

/** Milliseconds before it reconnects: the first wait, and the longest. */
const [first, longest] = [250, 5_000];

/** What the connection tells. */
export interface TelemetrySink {
  opened(): void;
  /** It does not open; the page goes on trying. @param why and what to do; `undefined` where nobody answers */
  failed(why: string | undefined): void;
  /** @param at of the page's clock */
  heard(message: TelemetryMessage, at: number): void;
  lost(): void;
}

/** The connection to the lab beside the streams. It leads around the simulated network and reconnects by itself, each time after a longer wait, for as long as the page lives. */
export class TelemetryConnection {
  readonly #token: string | undefined;
  readonly #sink: TelemetrySink;
  /** Once it is open. */
  #socket: WebSocket | undefined;
  #attempts = 0;

  constructor(token: string | undefined, sink: TelemetrySink) {
    this.#token = token;
    this.#sink = sink;
    void this.#open();
  }

  /** @returns whether it could be sent */
  send(command: TelemetryCommand): boolean {
    this.#socket?.send(JSON.stringify(command));
    return this.#socket !== undefined;
  }

  #reconnect(): void {
    this.#socket = undefined;
    setTimeout(() => void this.#open(), Math.random() * Math.min(longest, first * 2 ** this.#attempts));
    this.#attempts += 1;
  }

  async #open(): Promise<void> {
    try {
      this.#connect(this.#token === undefined ? undefined : await telemetryTicket(this.#token));
    } catch {
      this.#end();
    }
  }

  #connect(ticket: string | undefined): void {
    const opening = new WebSocket(telemetryUrl(ticket));
    // It is open once the lab has said something: a refusal may take the form of a handshake that passes and a Close frame.
    opening.onmessage = ({ data }) => this.#hear(opening, data, pageNow());
    let over = false;
    const end = () => {
      if (over) return;
      over = true;
      this.#end();
    };
    opening.onclose = end;
    // Of what a page's own policy blocks Chromium tells no close.
    opening.onerror = () => opening.readyState === WebSocket.CLOSED && end();
  }

  /** @param at when it came, of the page's clock */
  #hear(opening: WebSocket, text: string, at: number): void {
    const message: TelemetryMessage = JSON.parse(text);
    if (this.#socket !== opening) {
      this.#socket = opening;
      this.#sink.opened();
    }
    // Who is one too many gets in as well, and is told so: that is no success.
    if (message.type === 'welcome') this.#attempts = 0;
    this.#sink.heard(message, at);
  }

  #end(): void {
    if (this.#socket) this.#sink.lost();
    else void whyNot().then((why) => this.#socket || this.#sink.failed(why));
    this.#reconnect();
  }
}
