import type { TransportName } from '../../server/stream/protocol.ts';

/** What to do about a wrong content type. */
export const typeRemedy = (given: string): string =>
  given.startsWith('text/html')
    ? 'This is the address of a page: give that of the stream.'
    : 'A browser would refuse it: EventSource takes nothing else.';

/** What to do if a WebSocket server did not get the Upgrade header. */
const upgradeRemedy =
  'The header Upgrade did not arrive: look at the proxy in front (nginx: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade).';

interface Asked {
  readonly kind?: TransportName;
  /** The flag that asks for a transport. */
  readonly flag?: (name: TransportName) => string;
}

/** Describes the status of an unusable answer, and what to do. @param place the target of a redirect */
export function remedyFor(status: number, place: string | undefined, { kind: asked, flag = (name) => `--${name}` }: Asked = {}): string {
  if (place && status >= 300 && status < 400) return `${status}, a redirect to ${place}. Give the URL that it leads to.`;
  if (status === 401 || status === 403) return `${status}. Say who asks: -H 'Authorization: Bearer …'.`;
  if (status === 400 || status === 404 || status === 405) return `${status}. Look at the path of the URL, and at the transport that it is given to.`;
  if (status === 426 && asked === 'websocket') return `426. ${upgradeRemedy}`;
  if (status === 426) return `426. This URL speaks WebSocket: give it to ${flag('websocket')}.`;
  return status === 200 ? '200. This URL answers plain HTTP, and does not upgrade.' : `${status}.`;
}
