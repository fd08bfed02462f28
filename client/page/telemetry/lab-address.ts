/** Where the lab's telemetry is, and why it cannot be reached. */
import { messageOf } from '../errors.ts';
import { labUrl } from '../lab-url.ts';
import { learnRefusal, problemIn } from '../refusal.ts';

/** Beside the page, also below a proxy's prefix: the relay leads it around the simulated network. @param ticket what a token was exchanged for, if the tab has one */
export function telemetryUrl(ticket: string | undefined): URL {
  const url = labUrl('telemetry');
  url.protocol = url.protocol.replace('http', 'ws');
  if (ticket !== undefined) url.searchParams.set('ticket', ticket);
  return url;
}

/** @throws Error that says what came instead; TypeError where nobody answered */
async function findLab(): Promise<void> {
  const response = await fetch(labUrl('lab'), { cache: 'no-store' });
  const type = response.headers.get('content-type');
  if (response.ok && type?.startsWith('application/json')) return;
  throw new Error((await problemIn(response))?.detail ?? `${response.url} is not the lab's: the response was ${response.status}, ${type}.`);
}

/** Why the connection did not open: a browser tells its page nothing of it. @returns `undefined` where nobody answers */
export async function whyNot(): Promise<string | undefined> {
  try {
    await findLab();
    return (await learnRefusal()) ?? 'The lab answers, but no WebSocket opens: a proxy or firewall refuses it.';
  } catch (error) {
    return error instanceof TypeError ? undefined : messageOf(error);
  }
}
