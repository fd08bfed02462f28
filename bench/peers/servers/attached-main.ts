import { createServer } from 'node:http';
import express from 'express';
import { serve } from '../../../server/lab/processes/channel.ts';
import { type Authorize, attach, memoryLog } from '../../../server/stream/index.ts';
import { peerHandlers } from './handlers.ts';

/** What an app finds in a table that it has in memory: the least that authorize can be. */
const rights = { who: 'ada', read: true, publish: false } as const;
const users = new Map([['token', rights]]);
const find: Authorize = ({ headers }) => users.get(headers.authorization?.replace('Bearer ', '') ?? '') ?? rights;

/** Ways to say who may what, by the argument that asks for each. */
const ways: Readonly<Record<string, Authorize | undefined>> = {
  absent: undefined,
  'at-once': find,
  promise: async (request, wants) => find(request, wants),
};

/** Streams that are attached to an app of Express, as its author would. */
const app = express();
const server = createServer(app);
const authorize = ways[process.argv[2] ?? 'absent'];
attach(app, server, { log: memoryLog(), ...(authorize && { authorize }) });
server.keepAliveTimeout = 75_000;

serve(await peerHandlers(server));
