import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { ClassState, TelemetryMessage } from '../../server/lab/apparatus/telemetry/messages.ts';

/** A pupil's page as the lab sees it: a telemetry connection that reconnects. */
export class Pupil {
  state: ClassState | undefined;
  readonly #url: string;
  #ws: WebSocket | undefined;
  #over = false;

  constructor(url: string) {
    this.#url = url;
    this.#connect();
    onTestFinished(() => {
      this.#over = true;
      this.#ws?.terminate();
    });
  }

  follows(path: string): boolean {
    return this.state?.lead?.path === path;
  }

  #connect(): void {
    const ws = new WebSocket(`${this.#url.replace('http', 'ws')}/telemetry`, { origin: this.#url });
    this.#ws = ws;
    ws.on('error', () => {});
    ws.on('message', (text) => {
      const message = JSON.parse(String(text)) as TelemetryMessage;
      if (message.type === 'welcome' || message.type === 'state') this.state = message.state.class;
    });
    ws.on('close', () => {
      this.state = undefined;
      if (!this.#over) setTimeout(() => this.#connect(), 100);
    });
  }
}
