import type { TransportName } from '../../stream/index.ts';

/** A line to take along. */
export interface HandLine {
  readonly where: string;
  readonly line: string;
}

/** The same stream without this page: at a terminal, or at the console of a browser. @param origin of the lab, and the prefix that a proxy has put it below */
export const byHand = (origin: string): Readonly<Record<TransportName, readonly HandLine[]>> => ({
  polling: [
    { where: 'At a terminal: all that is retained, at once', line: `curl -i '${origin}/stream/polling?after=earliest'` },
    {
      where: 'At the console of this page',
      line: `fetch('${origin}/stream/polling?after=earliest').then((answer) => answer.json()).then(console.log);`,
    },
  ],
  'long-polling': [
    { where: 'At a terminal: waits for the next one', line: `curl -i '${origin}/stream/long-polling?after=now&hold=25'` },
    {
      where: 'At the console of this page',
      line: `fetch('${origin}/stream/long-polling?after=now&hold=25').then((answer) => answer.json()).then(console.log);`,
    },
  ],
  sse: [
    { where: 'At a terminal: does not end', line: `curl -iN '${origin}/stream/sse'` },
    { where: 'At the console of this page', line: `new EventSource('${origin}/stream/sse').onmessage = ({ data }) => console.log(data);` },
  ],
  websocket: [
    { where: 'At a terminal', line: `npx wscat -c '${origin.replace('http', 'ws')}/stream/websocket'` },
    {
      where: 'At the console of this page',
      line: `new WebSocket('${origin.replace('http', 'ws')}/stream/websocket').onmessage = ({ data }) => console.log(data);`,
    },
  ],
});

/** The same stream with the client library, in any page or program. */
export const withLibrary = (origin: string, name: TransportName): string => `import { openStream } from '${origin}/sdk.js';

const stream = openStream('${origin}/', { transport: '${name}' });
stream.addEventListener('notification', ({ detail }) => console.log(detail));`;

/** Where the tools of Chromium show the same, under the names that those have there. */
export const inDevTools: Readonly<Record<TransportName, string>> = {
  polling: 'Network, filter "stream/polling": a row for each question. The size column counts heads that no script can see.',
  'long-polling': 'Network, filter "stream/long-polling": one row is always pending. Timing shows the wait as "Waiting for server response".',
  sse: 'Network, filter "stream/sse", tab EventStream: every event with id and time. It is empty for streams that are read with fetch().',
  websocket: 'Network, filter "WS", tab Messages: every frame with its length and direction. Pings are not shown.',
};
