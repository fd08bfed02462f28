import type { LabAddress, TelemetryCommand, TelemetryMessage } from '../../../server/apparatus/telemetry/messages.ts';
import { pageNow } from './clock.ts';

/** Milliseconds before it comes back: the first wait, and the longest. */
const [first, longest] = [250, 5_000];

/** What the line tells. */
export interface TelemetrySink {
  found(address: LabAddress): void;
  opened(): void;
  /** @param at of the page's clock */
  heard(message: TelemetryMessage, at: number): void;
  lost(): void;
}

/** The line to the lab beside the streams. It leads around the weather and comes back by itself. */
export interface TelemetryLine {
  /** @returns whether it could be sent */
  send(command: TelemetryCommand): boolean;
  close(): void;
}

async function findAddress(): Promise<LabAddress> {
  const response = await fetch('/lab', { cache: 'no-store' });
  if (!response.ok) throw new Error(`/lab answered ${response.status}`);
  return (await response.json()) as LabAddress;
}

function telemetryUrl({ telemetryPort }: LabAddress, token: string | undefined): URL {
  const url = new URL('/telemetry', location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  url.hash = '';
  if (telemetryPort !== null) url.port = `${telemetryPort}`;
  if (token !== undefined) url.searchParams.set('token', token);
  return url;
}

/** Opens it, and again whenever it is lost, each time after a longer wait. */
export function openTelemetry(token: string | undefined, sink: TelemetrySink): TelemetryLine {
  let socket: WebSocket | undefined;
  let address: LabAddress | undefined;
  let attempts = 0;
  let timer: ReturnType<typeof setTimeout>;
  let closed = false;

  const comeBack = () => {
    socket = undefined;
    if (closed) return;
    timer = setTimeout(connect, Math.random() * Math.min(longest, first * 2 ** attempts));
    attempts += 1;
  };
  const connect = async () => {
    try {
      address ??= await findAddress();
    } catch {
      return comeBack();
    }
    if (closed) return;
    sink.found(address);
    const opening = new WebSocket(telemetryUrl(address, token));
    opening.onopen = () => {
      socket = opening;
      sink.opened();
    };
    opening.onmessage = ({ data }) => {
      const at = pageNow();
      const message = JSON.parse(data as string) as TelemetryMessage;
      // Who is one too many gets in as well, and is told so: that is no success.
      if (message.type === 'welcome') attempts = 0;
      sink.heard(message, at);
    };
    opening.onclose = () => {
      if (socket) sink.lost();
      // The lab may have come back elsewhere.
      else address = undefined;
      comeBack();
    };
  };
  void connect();
  return {
    send(command) {
      if (!socket) return false;
      socket.send(JSON.stringify(command));
      return true;
    },
    close() {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}
