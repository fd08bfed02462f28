import { createServer } from 'node:http';
import express from 'express';
import { type Authorize, attach, memoryLog } from '../../../server/stream/index.ts';
import type { authorizeArms } from '../polls.ts';
import { servePeer } from './serve-peer.ts';

/** Rights that an app keeps in a table in memory: the least that `authorize` can cost. */
const rights = { who: 'ada', read: true, publish: false } as const;
const users = new Map([['token', rights]]);
const find: Authorize = ({ headers }) => users.get(headers.authorization?.replace('Bearer ', '') ?? '') ?? rights;

/** Implementations of `authorize`, by the arm that has each; the other arms have none. */
const ways: Readonly<Partial<Record<string, Authorize>>> = {
  'authorize, at once': find,
  'authorize, a promise': async (request, wants) => find(request, wants),
} satisfies Partial<Record<(typeof authorizeArms)[number], Authorize>>;

/** Streams attached to an Express app, as its author would do it. */
const app = express();
const server = createServer(app);
const authorize = ways[process.argv[2] ?? ''];
attach(app, server, { log: memoryLog(), ...(authorize && { authorize }) });
server.keepAliveTimeout = 75_000;

await servePeer(server);
