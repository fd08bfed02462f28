import { createServer } from 'node:http';
import express from 'express';
import { serve } from '../../../server/lab/processes/channel.ts';
import { type Authorize, attach, memoryLog } from '../../../server/stream/index.ts';
import { peerHandlers } from './handlers.ts';

/** Rights that an app keeps in a table in memory: the least that `authorize` can cost. */
const rights = { who: 'ada', read: true, publish: false } as const;
const users = new Map([['token', rights]]);
const find: Authorize = ({ headers }) => users.get(headers.authorization?.replace('Bearer ', '') ?? '') ?? rights;

/** Implementations of `authorize`, by the argument that selects each. */
const ways: Readonly<Record<string, Authorize | undefined>> = {
  absent: undefined,
  'at-once': find,
  promise: async (request, wants) => find(request, wants),
};

/** Streams attached to an Express app, as its author would do it. */
const app = express();
const server = createServer(app);
const authorize = ways[process.argv[2] ?? 'absent'];
attach(app, server, { log: memoryLog(), ...(authorize && { authorize }) });
server.keepAliveTimeout = 75_000;

serve(await peerHandlers(server));
