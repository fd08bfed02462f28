import { labUrl } from '../lab-url.ts';

/** What a token is exchanged for: it goes into a header, and never into a URL, which proxies and histories keep. */
const present = (path: string, token: string): Promise<Response> =>
  fetch(labUrl(path), { method: 'POST', cache: 'no-store', headers: { Authorization: `Bearer ${token}` } });

/**
 * A ticket for one connection to the lab's telemetry.
 * @returns an empty one, which lets look, where the lab does not take the token
 * @throws TypeError where nobody answers, Error where somebody else does
 */
export async function telemetryTicket(token: string): Promise<string> {
  const response = await present('telemetry/ticket', token);
  if (response.status === 401) return '';
  if (!response.ok) throw new Error(`Expected a ticket of the lab; got the answer ${response.status}.`);
  const { ticket }: { readonly ticket: string } = await response.json();
  return ticket;
}

/** Gets the cookie that the streams of a closed lab ask for. Any other lab sets none. Where it is refused, the streams are too, and say so. */
export const openSession = (token: string): Promise<unknown> => present('session', token).catch(() => undefined);
