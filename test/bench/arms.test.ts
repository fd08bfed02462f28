import { describe, expect, it, onTestFinished } from 'vitest';
import { type Arm, type ArmClient, armOf, arms, type ClientOptions, type Target } from '../../bench/arms/index.ts';
import { Meter } from '../../bench/arms/meter.ts';
import { bareReader, headsOf, predictTraffic, splitTotal } from '../../bench/model/index.ts';
import { monotonic } from '../../bench/processes/clock.ts';
import { forkProcess } from '../../bench/processes/fork-process.ts';
import { Publisher } from '../../bench/processes/publisher.ts';
import type { ServerHandlers } from '../../bench/processes/server-main.ts';
import type { Remote } from '../../server/lab/processes/channel.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { dribble } from '../support/dribble.ts';
import { eventually } from '../support/eventually.ts';
import { startRelay } from '../support/relay.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

/** Short intervals, so that tests with cuts are fast. */
const quick: ClientOptions = { pollInterval: 20, phase: 0, hold: 5, retry: () => 5 };

interface Setup {
  readonly server: Remote<ServerHandlers>;
  readonly target: Target;
  readonly publisher: Publisher;
  readonly head: string;
  readonly meter: Meter;
  /** The server's connections, without the publisher's. */
  readonly connected: (count: number) => Promise<void>;
}

/** A server in its own process, and a publisher that it does not count. Both end with the test. */
async function setUp(arm: Arm): Promise<Setup> {
  const server = forkProcess<ServerHandlers>(arm.name === 'tcp' ? 'tcp-server-main' : 'server-main', `server of ${arm.name}`);
  onTestFinished(() => server.stop());
  const { port, publishPort, head } = await server.call('where');
  const publisher = await Publisher.connect({ host: '127.0.0.1', port: publishPort });
  onTestFinished(() => publisher.close());
  await server.call('ignore', publisher.localPort);
  const connected = (count: number) =>
    eventually(`${count} connections at the server`, async () => (await server.call('counters')).connections === count);
  return { server, target: { host: '127.0.0.1', port }, publisher, head, meter: new Meter(), connected };
}

/** Opens a client, sets the place from which it reads, and starts it. It stops when the test ends. */
async function openClient(arm: Arm, target: Target, meter: Meter, options: Partial<ClientOptions> = {}): Promise<ArmClient> {
  const client = arm.open(target, { ...quick, ...options }, meter);
  onTestFinished(() => client.stop());
  await client.ready;
  client.start(monotonic());
  return client;
}

const order = (count: number) => ({ start: monotonic(), times: Array.from({ length: count }, (_, index) => index), payload: 100 });

describe.each(arms)('The arm $name', (arm) => {
  it('gets every notification once and in order, and knows when each was due', async () => {
    const { target, publisher, head, meter, connected } = await setUp(arm);
    const clients = await Promise.all([1, 2, 3].map(() => openClient(arm, target, meter, { after: head })));
    await connected(3);
    await publisher.publish(order(50));
    for (const client of clients) client.restAt(50);
    await eventually('all clients to have everything', () => clients.every(({ resting }) => resting));
    for (const { ledger } of clients) {
      expect(ledger).toMatchObject({ delivered: 50, doubled: 0, reordered: 0, gaps: 0, seq: 50 });
      expect(ledger.lost(50)).toBe(0);
    }
    expect(meter.latencies.count).toBe(150);
    expect(meter.latencies.mean).toBeGreaterThan(0);
    expect(meter.incidents.size).toBe(0);
  });

  it("counts the bytes that the server's own sockets count, and predicts them", async () => {
    const { server, target, publisher, head, meter, connected } = await setUp(arm);
    // Without a cursor, so that the hello is included. tcp has no hello.
    const options = arm.name === 'tcp' ? { after: head } : {};
    const clients = await Promise.all([1, 2].map(() => openClient(arm, target, meter, options)));
    await connected(2);
    await publisher.publish(order(20));
    for (const client of clients) client.restAt(20);
    await eventually('both clients to have everything', () => clients.every(({ resting }) => resting));
    await eventually('the server to have counted as much', async () => {
      const { up, down } = await server.call('counters');
      return up === meter.reading.up && down === meter.reading.down;
    });
    const { up, down, headers, payload, census } = meter.reading;
    const heads = arm.name === 'tcp' ? { opening: 0, question: 0 } : headsOf(bareReader(`127.0.0.1:${target.port}`, quick.hold), arm.name);
    const { opening, steady } = predictTraffic(arm.name, census, { heads, heartbeat: 15_000 });
    expect(splitTotal(opening.up) + splitTotal(steady.up)).toBe(up);
    expect(splitTotal(opening.down) + splitTotal(steady.down)).toBe(down);
    expect([opening, steady].reduce((sum, part) => sum + part.up.headers + part.down.headers, 0)).toBe(headers);
    expect(steady.down.payload).toBe(payload);
  });

  it(arm.resumes ? 'resumes after a cut from its cursor' : 'has no cursor: what is published during a cut is lost, and counted', async () => {
    const { target, publisher, head, meter, connected } = await setUp(arm);
    const relay = await startRelay(target.port);
    const client = await openClient(arm, { ...target, port: Number(new URL(relay.url).port) }, meter, { after: head });
    await connected(1);
    await publisher.publish(order(5));
    await eventually('the first five', () => client.ledger.seq === 5);
    // The relay refuses the client until the server has noticed its end, however late that is.
    relay.refuse = 'reset';
    client.cut();
    await connected(0);
    await publisher.publish(order(5));
    relay.refuse = 'nothing';
    await connected(1);
    await publisher.publish(order(5));
    await eventually('the last', () => client.ledger.seq === 15);
    expect(client.ledger).toMatchObject({ doubled: 0, reordered: 0, gaps: 0, delivered: arm.resumes ? 15 : 10 });
    expect(client.ledger.lost(15)).toBe(arm.resumes ? 0 : 5);
  });

  it('assembles notifications from single bytes', async () => {
    const { target, publisher, head, meter, connected } = await setUp(arm);
    const port = await dribble(target.port);
    const client = await openClient(arm, { ...target, port }, meter, { after: head });
    await connected(1);
    await publisher.publish(order(3));
    await eventually('all three', () => client.ledger.seq === 3);
    expect(client.ledger).toMatchObject({ delivered: 3, doubled: 0, reordered: 0 });
    expect([...meter.incidents.keys()]).toEqual([]);
  });
});

describe.each(transportNames)('The arm %s', (name) => {
  const arm = armOf(name);

  it('gets a gap, counts it as lost, and goes on after it', async () => {
    const lab = await startTestLab({ window: 10 });
    const relay = await startRelay(lab.port);
    const meter = new Meter();
    const port = Number(new URL(relay.url).port);
    const client = await openClient(arm, { host: '127.0.0.1', port }, meter);
    await appendNumbers(lab, 5);
    await eventually('the first five', () => client.ledger.seq === 5);
    relay.refuse = 'reset';
    relay.cut();
    await eventually('the cut', () => meter.connections === 0);
    await appendNumbers(lab, 50);
    relay.refuse = 'nothing';
    await eventually('the last', () => client.ledger.seq === 55);
    expect(client.ledger).toMatchObject({ gaps: 1, doubled: 0, reordered: 0 });
    expect(client.ledger.lost(55)).toBe(55 - client.ledger.delivered);
    expect(client.ledger.lost(55)).toBeGreaterThanOrEqual(40);
  });

  it('reads data beyond ASCII, and a notification larger than one chunk', async () => {
    const lab = await startTestLab();
    const meter = new Meter();
    const client = await openClient(arm, { host: '127.0.0.1', port: lab.port }, meter);
    await lab.log.append([{ event: 'größe', data: 'ü€😀'.repeat(6_000) }]);
    await appendNumbers(lab, 2);
    await eventually('all three', () => client.ledger.seq === 3);
    expect(client.ledger).toMatchObject({ delivered: 3, doubled: 0 });
    expect([...meter.incidents.keys()]).toEqual([]);
  });
});
