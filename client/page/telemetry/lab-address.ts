/** Where the lab's telemetry is, and why it cannot be reached. */
import type { LabAddress } from '../../../server/lab/apparatus/telemetry/messages.ts';
import { labUrl } from '../lab-url.ts';
import { learnRefusal, problemIn } from '../refusal.ts';

/** @throws Error that says what came instead; TypeError where nobody answered */
export async function findAddress(): Promise<LabAddress> {
  const response = await fetch(labUrl('lab'), { cache: 'no-store' });
  const type = response.headers.get('content-type');
  if (response.ok && type?.startsWith('application/json')) return response.json();
  throw new Error((await problemIn(response))?.detail ?? `${response.url} is not the lab's: the response was ${response.status}, ${type}.`);
}

/** @param token for control, if the tab has one */
export function telemetryUrl({ telemetryPort }: LabAddress, token: string | undefined): URL {
  const url = telemetryPort === null ? labUrl('telemetry') : new URL('/telemetry', location.origin);
  url.protocol = url.protocol.replace('http', 'ws');
  if (telemetryPort !== null) url.port = `${telemetryPort}`;
  if (token !== undefined) url.searchParams.set('token', token);
  return url;
}

/** Why a socket to an address that the lab has told did not open: a browser tells its page nothing of it. */
export async function whyNot({ telemetryPort }: LabAddress): Promise<string> {
  const refused = await learnRefusal();
  if (refused) return refused;
  if (telemetryPort === null) return 'The lab answers, but no WebSocket opens: a proxy or firewall refuses it.';
  const secure = location.protocol === 'https:';
  const why = secure
    ? `This page came over TLS, and the lab's port ${telemetryPort} has none`
    : `The lab's port ${telemetryPort} does not answer this page`;
  const otherwise = secure
    ? ''
    : ` Or start it with \`--allow-origin ${location.origin}\`, if this page came through a proxy and that port can be reached.`;
  return `${why}. Start the lab with \`--no-weather\`: then everything uses the connection of the page.${otherwise}`;
}
