import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { PeerError, type Rights, type StreamsLimits } from '../../server/stream/index.ts';
import type { AskedAt } from './platform.ts';
import { type StreamsServer, startStreams } from './start-streams.ts';

/** The client library as a page loads it, and an otherwise empty document. */
const library = fileURLToPath(new URL('../../dist/page/sdk.global.js', import.meta.url));

/** Streams that require rights, and two endpoints where a client gets them. */
export interface GuardedStreams extends StreamsServer {
  /** The paths of these endpoints. They name the server: a browser repeats a request whose connection is cut, and may then reach the server of the next test, which does not count it. */
  readonly asked: Required<AskedAt>;
  /** How often each endpoint was requested. */
  readonly given: { headers: number; tickets: number };
  /** Makes the server refuse everything that it issues from now on. */
  lockOut(): void;
  /** How many more times `/headers` returns an expired header, as a cache would. */
  stale: number;
  /** Ends all rights issued so far, in mid-stream. */
  expire(): void;
}

const readerRights: Rights = { who: 'reader', read: ['a', 'b'], publish: ['a'] };

/** How many of them this process has started. */
let started = 0;

/** Starts them; they are closed with the test. @param limits none by default */
export async function startGuarded(limits: StreamsLimits = {}): Promise<GuardedStreams> {
  let era = 1;
  let letIn = true;
  started += 1;
  const name = `${started}`;
  const given = { headers: 0, tickets: 0 };
  const others: Readonly<Record<string, (response: ServerResponse) => void>> = {
    '/healthz': (response) => response.end('{}'),
    '/sdk.global.js': (response) => response.setHeader('Content-Type', 'text/javascript').end(readFileSync(library)),
    '/headers'(response) {
      given.headers += 1;
      const token = letIn ? era - Number(guarded.stale > 0) : 'nobody';
      guarded.stale -= 1;
      response.end(JSON.stringify({ Authorization: `Bearer ${token}` }));
    },
    '/ticket'(response) {
      given.tickets += 1;
      response.end(letIn ? guarded.streams.ticket(readerRights) : 'made-up');
    },
  };
  const authorize = ({ headers }: IncomingMessage): Rights => {
    if (headers.authorization === `Bearer ${era}`) return readerRights;
    throw new PeerError('unauthorized', 'Expected a token that holds; got another. Ask for a new one.');
  };
  const streams = await startStreams({ authorize, limits }, (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const answer = others[pathname];
    if (answer && [null, name].includes(searchParams.get('server'))) answer(response);
    else response.writeHead(404).end();
  });
  const guarded: GuardedStreams = {
    ...streams,
    asked: { headers: `/headers?server=${name}`, ticket: `/ticket?server=${name}` },
    given,
    stale: 0,
    lockOut() {
      letIn = false;
    },
    expire() {
      era += 1;
      streams.streams.revoke('reader');
    },
  };
  return guarded;
}
