import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import express from 'express';
import {
  type Attached,
  type AttachOptions,
  attach,
  closeCodes,
  createStreams,
  limits,
  memoryLog,
  PeerError,
  type Rights,
  type Streams,
} from 'transport-lab';

interface Events {
  news: { title: string };
  [room: `room:${string}`]: { from: string; text: string };
}

const options: AttachOptions<Events> = {
  log: memoryLog({ maxCount: 1_000 }),
  base: '/live/',
  heartbeat: 10_000,
  async authorize({ headers }, { transport, events }): Promise<Rights<keyof Events>> {
    if (headers.authorization === undefined) throw new PeerError('unauthorized', `Expected a token for ${transport}; got none. Log in.`);
    return { who: 'ada', read: ['news', 'room:7'], publish: events === undefined ? ['room:7'] : false, until: Date.now() + 60_000 };
  },
};

const app = express();
export const attached: Attached<Events> = attach<Events>(app, createServer(app), options);
export const secure = attach(app, createSecureServer(app), { log: memoryLog() });
export const streams: Streams<Events> = createStreams<Events>(options);
export const ids: Promise<readonly string[]> = streams.append([
  { event: 'news', data: { title: 'hello' } },
  { event: 'room:7', data: { from: 'ada', text: 'hello' }, broadcast: true },
]);
export const ticket: string = attached.ticket({ read: ['news'], publish: false }, { lifetime: 5_000 });
export const closing: Promise<void> = attached.close({ grace: limits.holdMin * closeCodes.goingAway });
