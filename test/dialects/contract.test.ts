import { describe, expect, it, onTestFinished } from 'vitest';
import type { ArmClient } from '../../bench/arms/index.ts';
import { Meter } from '../../bench/arms/meter.ts';
import { spokenArm } from '../../bench/dialects/arm.ts';
import { markLength, newEpoch } from '../../bench/dialects/mark.ts';
import { monotonic } from '../../bench/processes/clock.ts';
import { Publisher } from '../../bench/processes/publisher.ts';
import { dribble } from '../support/dribble.ts';
import { eventually } from '../support/eventually.ts';
import { providePrograms } from '../support/programs.ts';
import { startRelay } from '../support/relay.ts';
import { gorillaHub, nchanServers, nodeServers, type RealServer, repeatingServer, type Started } from './real-servers.ts';

const withNchan = await providePrograms('nginx', 'nchan');
const withGo = await providePrograms('go', 'gorilla');

/** A subscribed client, and what it has received. */
interface Following {
  readonly client: ArmClient;
  readonly meter: Meter;
  /** @returns the number of the last one */
  publish(count: number): Promise<number>;
}

async function follow({ transport, spoken }: RealServer, { publishing }: Started, port: number): Promise<Following> {
  const epoch = newEpoch();
  const publisher = await Publisher.connect(publishing.target, { ...publishing.template, epoch });
  const meter = new Meter();
  const options = { after: `${epoch}-0`, pollInterval: 20, phase: 0, hold: 5, retry: () => 5 };
  const client = spokenArm(transport, spoken).open({ host: '127.0.0.1', port }, options, meter);
  onTestFinished(() => {
    client.stop();
    publisher.close();
  });
  let isReady = false;
  void client.ready.then(() => {
    isReady = true;
  });
  await eventually('the client to be subscribed', () => isReady);
  client.start(monotonic());
  let published = 0;
  const publish = async (count: number) => {
    published += count;
    await publisher.publish({ times: Array.from({ length: count }, (_, index) => 2 * index), payload: markLength + 20 });
    return published;
  };
  // A held poll is not acknowledged: the first notification that arrives shows that it is held.
  const first = async () => {
    await publish(1);
    return client.ledger.seq === published;
  };
  await eventually('the first notification', async () => (await first()) || client.ledger.delivered > 0);
  await eventually('the notifications that were published as a test', () => client.ledger.seq === published);
  return { client, meter, publish };
}

const runnable = [...nodeServers, ...(withNchan ? nchanServers : []), ...(withGo ? [gorillaHub] : [])];

describe.each(runnable)('The dialect of $name', (server) => {
  it('recognizes each notification once and in order: escaped, twice in a message, and byte by byte', async () => {
    const started = await server.start();
    const { client, meter, publish } = await follow(server, started, await dribble(started.port));
    const before = { ...client.ledger };
    const from = client.ledger.seq ?? 0;
    await publish(20);
    await eventually('all twenty', () => client.ledger.seq === from + 20);
    expect(client.ledger).toMatchObject({ delivered: before.delivered + 20, doubled: 0, reordered: 0, gaps: 0 });
    expect([...meter.incidents.keys()]).toEqual([]);
    expect(meter.latencies.count).toBeGreaterThanOrEqual(20);
    expect(meter.reading.payload).toBe(client.ledger.delivered * (markLength + 20));
  });

  it(server.resumes ? 'resumes from its cursor after a cut, and gets what it missed' : 'counts as lost what it misses during a cut', async () => {
    const started = await server.start();
    const relay = await startRelay(started.port);
    const { client, publish } = await follow(server, started, Number(new URL(relay.url).port));
    const { delivered, seq = 0 } = client.ledger;
    const lost = client.ledger.lost(seq);
    relay.refuse = 'reset';
    client.cut();
    await publish(5);
    relay.refuse = 'nothing';
    // A client without a cursor is known to have reconnected when something new arrives.
    await eventually('the client to reconnect', async () => {
      await publish(1);
      return (client.ledger.seq ?? 0) > seq + 5 || (server.resumes && (client.ledger.seq ?? 0) > seq);
    });
    const last = await publish(5);
    await eventually('the last', () => client.ledger.seq === last);
    expect(client.ledger).toMatchObject({ doubled: 0, reordered: 0 });
    if (server.resumes) expect(client.ledger.lost(client.ledger.seq ?? 0)).toBe(lost);
    else expect(client.ledger.lost(client.ledger.seq ?? 0)).toBeGreaterThanOrEqual(lost + 5);
    expect(client.ledger.delivered).toBeGreaterThan(delivered);
  });
});

it('notifications that a poll repeats count as doubled, and not as new', async () => {
  const started = await repeatingServer.start();
  const { client, publish } = await follow(repeatingServer, started, started.port);
  const { delivered, seq = 0 } = client.ledger;
  await publish(3);
  await eventually('the last notification, and the others in its answer', () => client.ledger.seq === seq + 3 && client.ledger.doubled > 0);
  expect(client.ledger).toMatchObject({ delivered: delivered + 3, reordered: 0 });
});
