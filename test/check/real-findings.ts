/** Findings of `transport-lab check` on widely used servers. A test starts and checks each of them, and docs/check.md contains the table. */

interface RealFindings {
  /** Its name in test/dialects/real-servers.ts; test/check/real-servers.test.ts starts the others. */
  readonly server: string;
  /** Its name in docs/check.md, in Markdown. */
  readonly shown: string;
  readonly findings: readonly string[];
  /** Whether they are true, and why. Empty if nothing is found. */
  readonly argument: string;
}

/** Servers without findings. */
const correctServers = [
  { server: 'the lab', shown: 'the lab, all four transports', findings: [], argument: '' },
  { server: 'better-sse with a memory', shown: 'better-sse with `keepAlive`, ids and a memory of your own', findings: [], argument: '' },
  { server: 'Socket.IO that recovers', shown: 'Socket.IO with `connectionStateRecovery` and `allowRequest`', findings: [], argument: '' },
] as const satisfies readonly RealFindings[];

/** Servers with their default settings. */
export const asTheyCome: readonly RealFindings[] = [
  {
    server: 'Socket.IO',
    shown: 'Socket.IO with `connectionStateRecovery`',
    findings: ['any-origin'],
    argument: 'yes: its CORS settings hold for polling, and a WebSocket has no CORS',
  },
  {
    server: 'better-sse',
    shown: 'better-sse as it comes',
    findings: ['lost-in-a-cut'],
    argument: 'yes: it sends ids, and keeps nothing that it could send again',
  },
  {
    server: 'ws',
    shown: '`ws` as its README has it',
    findings: ['any-origin', 'lost-in-a-cut', 'no-heartbeat'],
    argument: "yes: pings, origins and a memory are the application's",
  },
  {
    server: 'Go hub on gorilla/websocket',
    shown: 'the chat hub of gorilla/websocket',
    findings: ['any-origin', 'lost-in-a-cut', 'no-heartbeat'],
    argument: 'yes: this one allows every origin, and leaves out the pings of the original',
  },
  {
    server: 'nchan sse',
    shown: 'nchan `eventsource`',
    findings: ['any-page-may-read', 'cacheable', 'no-heartbeat', 'no-retry'],
    argument:
      'yes, by default: it answers any `Origin` with itself and allows credentials, sends no `Cache-Control`, and `nchan_eventsource_ping_interval` is off',
  },
  {
    server: 'nchan websocket',
    shown: 'nchan `websocket`',
    findings: ['any-origin', 'deflate-memory', 'no-heartbeat'],
    argument: 'yes, by default: `nchan_websocket_ping_interval` is off',
  },
  {
    server: 'nchan long-polling',
    shown: 'nchan `longpoll`',
    findings: ['any-page-may-read', 'cacheable', 'held-too-long'],
    argument: 'yes, by default: `nchan_subscriber_timeout` is none',
  },
  { server: 'nchan polling', shown: 'nchan `intervalpoll`', findings: ['any-page-may-read', 'cacheable'], argument: 'yes, as above' },
];

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;

/** A tutorial's server behind a distribution's nginx. */
export const expressBehindNginx: RealFindings = {
  server: 'Express behind nginx',
  shown: "Express with `response.write`, behind nginx's defaults",
  findings: ['held-back', 'late-head', 'no-heartbeat', 'no-id', 'no-retry'],
  argument:
    'yes: `proxy_buffering` is on unless told, so nginx keeps even the head until a buffer is full or the answer ends; ids, `retry:` and heartbeats are lines that nobody wrote',
};

/** The table of docs/check.md. */
export const realFindingsTable = (): string =>
  row(['server', 'findings', 'are they true?']) +
  row([':--', ':--', ':--']) +
  [...correctServers, ...asTheyCome, expressBehindNginx]
    .map(({ shown, findings, argument }) => row([shown, findings.map((name) => `\`${name}\``).join(', ') || 'none', argument]))
    .join('');
