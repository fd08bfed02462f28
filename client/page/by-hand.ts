import type { TransportName } from '../stream/index.ts';

const origin = location.origin;

/** The same stream without this page: at a terminal, or at the console of a browser. */
export const byHand: Readonly<Record<TransportName, { readonly where: string; readonly line: string }>> = {
  polling: { where: 'At a terminal: all that is retained, at once', line: `curl -i '${origin}/stream/polling?after=earliest'` },
  'long-polling': { where: 'At a terminal: waits for the next one', line: `curl -i '${origin}/stream/long-polling?after=now&hold=25'` },
  sse: { where: 'At a terminal: does not end', line: `curl -iN '${origin}/stream/sse'` },
  websocket: {
    where: 'At the console of this page',
    line: `new WebSocket('${origin.replace('http', 'ws')}/stream/websocket').onmessage = ({ data }) => console.log(data);`,
  },
};

/** The same stream with the client library, in any page or program. */
export const withLibrary = (name: TransportName): string => `import { openStream } from '${origin}/sdk.js';

const stream = openStream('${origin}', { transport: '${name}' });
stream.addEventListener('notification', ({ detail }) => console.log(detail));`;
