import type { LabAddress, TelemetryCommand, TelemetryMessage } from '../../../server/lab/apparatus/telemetry/messages.ts';
import { messageOf } from '../errors.ts';
import { labUrl } from '../lab-url.ts';
import { learnRefusal, problemIn } from '../refusal.ts';
import { pageNow } from './clock.ts';

/** Milliseconds before it comes back: the first wait, and the longest. */
const [first, longest] = [250, 5_000];

/** What the line tells. */
export interface TelemetrySink {
  found(address: LabAddress): void;
  opened(): void;
  /** It does not open; the page goes on trying. @param why and what to do; `undefined` where nobody answers */
  failed(why: string | undefined): void;
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

/** @throws Error that says what came instead; TypeError where nobody answered */
async function findAddress(): Promise<LabAddress> {
  const response = await fetch(labUrl('lab'), { cache: 'no-store' });
  const type = response.headers.get('content-type');
  if (response.ok && type?.startsWith('application/json')) return (await response.json()) as LabAddress;
  throw new Error((await problemIn(response))?.detail ?? `${response.url} is not the lab's: the answer was ${response.status}, ${type}.`);
}

function telemetryUrl({ telemetryPort }: LabAddress, token: string | undefined): URL {
  const url = telemetryPort === null ? labUrl('telemetry') : new URL('/telemetry', location.origin);
  url.protocol = url.protocol.replace('http', 'ws');
  if (telemetryPort !== null) url.port = `${telemetryPort}`;
  if (token !== undefined) url.searchParams.set('token', token);
  return url;
}

/** Why a socket to an address that the lab has told did not open: a browser tells its page nothing of it. */
async function whyNot({ telemetryPort }: LabAddress): Promise<string> {
  const refused = await learnRefusal();
  if (refused) return refused;
  if (telemetryPort === null) return 'The lab answers, but no WebSocket opens: something on the way refuses it.';
  const secure = location.protocol === 'https:';
  const why = secure
    ? `This page came over TLS, and the lab's port ${telemetryPort} has none`
    : `The lab's port ${telemetryPort} does not answer this page`;
  const otherwise = secure ? '' : ` Or with \`--allow-origin ${location.origin}\`, if a proxy brought this page and that port can be reached.`;
  return `${why}. Start the lab with \`--no-weather\`: then all of it takes the way of the page.${otherwise}`;
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
    } catch (error) {
      sink.failed(error instanceof TypeError ? undefined : messageOf(error));
      return comeBack();
    }
    if (closed) return;
    sink.found(address);
    open(address);
  };
  const open = (asked: LabAddress) => {
    const opening = new WebSocket(telemetryUrl(asked, token));
    // It is open once the lab has said something: a refusal may take the form of a handshake that passes and a Close frame.
    opening.onmessage = ({ data }) => {
      const at = pageNow();
      const message = JSON.parse(data as string) as TelemetryMessage;
      if (socket !== opening) {
        socket = opening;
        sink.opened();
      }
      // Who is one too many gets in as well, and is told so: that is no success.
      if (message.type === 'welcome') attempts = 0;
      sink.heard(message, at);
    };
    let over = false;
    const end = () => {
      if (over) return;
      over = true;
      if (socket) sink.lost();
      else {
        // The lab may have come back elsewhere.
        address = undefined;
        void whyNot(asked).then((why) => socket || sink.failed(why));
      }
      comeBack();
    };
    opening.onclose = end;
    // Of what a page's own policy blocks Chromium tells no close.
    opening.onerror = () => opening.readyState === WebSocket.CLOSED && end();
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
