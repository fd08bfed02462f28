import { createServer } from 'node:http';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import express from 'express';
import { type Random, seededRandom } from '../../bench/statistics/random.ts';
import { openStream, type TransportName, transportNames } from '../../client/stream/index.ts';
import { listen } from '../../server/lab/listen.ts';
import { attach, memoryLog, type NotificationLog } from '../../server/stream/index.ts';
import { nodeClasses } from '../support/node-classes.ts';
import { commit, events, type FollowedStream, type Stage } from './acts.ts';
import { startFaultRelay } from './fault-relay.ts';
import { type Flaws, noFlaws, Oracle } from './oracle.ts';

export interface CampaignOptions {
  readonly seed: number;
  /** Notifications that the log retains. */
  readonly window: number;
  /** The campaign ends after this number of deliveries to readers. */
  readonly deliveries: number;
  readonly readersPerTransport: number;
  /** Notifications between two faults, on average. */
  readonly calm: number;
}

/** The faults and the findings of a campaign. */
export interface Tally {
  readonly window: number;
  readonly published: number;
  readonly delivered: Readonly<Record<TransportName, number>>;
  readonly gaps: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly flaws: Flaws;
  /** Number of readers for which the oracle and the client library's own ledger differ. */
  readonly disagreements: number;
}

/** Used in turn: everything, three filters of which two overlap, and broadcasts only. */
const filters: readonly (readonly string[] | undefined)[] = [undefined, ['a'], ['a', 'b'], ['c'], []];
/** Milliseconds without any delivery after which the last notification counts as lost. */
const patience = 60_000;

/** Publishes at random while connections break and readers change their filters, and lets the oracle check the deliveries. */
export async function runCampaign(options: CampaignOptions): Promise<Tally> {
  const random = seededRandom(options.seed);
  const app = express();
  const server = createServer(app);
  const log = memoryLog({ maxCount: options.window });
  const attached = attach(app, server, { log, heartbeat: 500, stall: 2_000 });
  const listening = await listen(server, '127.0.0.1', 0);
  const relay = await startFaultRelay(listening.port);
  const oracle = new Oracle();
  const delivered = Object.fromEntries(transportNames.map((name) => [name, 0])) as Record<TransportName, number>;
  const readers = openReaders(options, relay.url, { oracle, log, delivered });
  try {
    await Promise.all(readers.map(({ stream }) => new Promise((greeted) => stream.addEventListener('hello', greeted, { once: true }))));
    const faults = await publishThroughFaults(options, random, { log, oracle, relay, readers });
    await catchUp(log, oracle, readers);
    return { window: options.window, published: oracle.published, delivered, faults, ...judge(readers) };
  } finally {
    for (const { stream } of readers) stream.close();
    await relay.close();
    attached.close();
    server.closeAllConnections();
    await listening.close();
  }
}

interface Books {
  readonly oracle: Oracle;
  readonly log: NotificationLog;
  /** By the delivering transport. */
  readonly delivered: Record<TransportName, number>;
}

function openReaders({ readersPerTransport, seed }: CampaignOptions, url: string, { oracle, log, delivered }: Books): FollowedStream[] {
  return transportNames.flatMap((name, place) =>
    Array.from({ length: readersPerTransport }, (_, index) => {
      const filter = filters[(index + place) % filters.length];
      const stream = openStream(url, {
        transport: name,
        interval: 25,
        hold: 1,
        patience: 1_500,
        retry: { first: 20, longest: 200 },
        random: seededRandom(seed + 1_000 * place + index),
        ...(filter && { events: filter }),
        ...nodeClasses,
      });
      const witness = oracle.witness(filter);
      stream.addEventListener('notification', ({ detail }) => {
        delivered[stream.transport] += 1;
        witness.notification(detail);
      });
      stream.addEventListener('gap', ({ detail }) => witness.gap(detail, log.window.oldest));
      return { stream, witness, changing: false };
    }),
  );
}

async function publishThroughFaults(options: CampaignOptions, random: Random, stage: Stage): Promise<Record<string, number>> {
  const faults: Record<string, number> = {};
  const delivered = () => stage.readers.reduce((sum, { witness }) => sum + witness.delivered, 0);
  const below = (limit: number) => Math.floor(random() * limit);
  while (delivered() < options.deliveries) {
    for (let burst = 1 + below(8); burst > 0; burst -= 1) {
      const event = events[below(events.length)] as string;
      const broadcast = below(20) === 0;
      const stored = stage.log.append([{ event, data: { text: 'x'.repeat(below(200)) }, ...(broadcast && { broadcast }) }]);
      stage.oracle.publish(event, broadcast);
      await stored;
      if (below(options.calm) > 0) continue;
      const name = commit(below, stage);
      faults[name] = (faults[name] ?? 0) + 1;
    }
    // After a turn most readers are up to date, and after a pause those that poll are, too.
    if (below(10) === 0) await pause(2);
    else await nextTurn();
  }
  return faults;
}

/** Publishes broadcasts, which reach every reader, until each reader has got the last one, or a gap over it. */
async function catchUp(log: NotificationLog, oracle: Oracle, readers: readonly FollowedStream[]): Promise<void> {
  const stored = log.append([{ event: 'end', data: null, broadcast: true }]);
  oracle.publish('end', true);
  await stored;
  const start = performance.now();
  while (readers.some(({ witness }) => witness.newest < oracle.published)) {
    if (performance.now() - start > patience) {
      const late = readers.filter(({ witness }) => witness.newest < oracle.published);
      const states = late.map(({ stream, witness }) => `${stream.transport}, ${stream.state}, at ${witness.newest}`);
      throw new Error(`Waited ${patience / 1_000} s for notification ${oracle.published}. Late: ${states.join('; ')}.`);
    }
    await pause(5);
  }
}

function judge(readers: readonly FollowedStream[]): Pick<Tally, 'gaps' | 'flaws' | 'disagreements'> {
  const flaws = { ...noFlaws };
  let gaps = 0;
  let disagreements = 0;
  for (const { witness, stream } of readers) {
    gaps += witness.gaps;
    const found = witness.judge();
    for (const kind of Object.keys(flaws) as (keyof Flaws)[]) flaws[kind] += found[kind];
    const { received, reordered, gaps: told } = stream.ledger;
    if (received !== witness.delivered || reordered !== found.reordered || told !== witness.gaps) disagreements += 1;
  }
  return { gaps, flaws, disagreements };
}
