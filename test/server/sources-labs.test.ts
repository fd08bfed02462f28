import { describe, expect, onTestFinished, test } from 'vitest';
import { openSource } from '../../server/lab/sources/index.ts';
import { type Notification, parseCursor } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';
import { startRelay } from '../support/relay.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';
import { comeback, retained, startFedLab } from './sources-support.ts';

describe('The stream of another lab:', () => {
  test('events, data, reach and time arrive unchanged, whatever the events are called.', async () => {
    const upstream = await startTestLab();
    const { log } = await startFedLab(`sse:${upstream.url}/stream/sse?after=earliest`);
    const data = { nested: [null, true, 1.5, 'grüß\n🌍\u2028'] };
    await upstream.log.append(['message', 'hello', 'gap', 'heartbeat', 'grüß 🌍'].map((event, index) => ({ event, data, at: 1_000.5 + index })));
    await upstream.log.append([{ event: 'alarm', data: 'to all', broadcast: true }]);
    await eventually('six notifications', () => log.window.head === 6);
    const withoutId = (notification: Notification) => ({ ...notification, id: '' });
    const via = [upstream.log.window.epoch];
    expect(retained(log).map(withoutId)).toEqual(retained(upstream.log).map((notification) => ({ ...withoutId(notification), via })));
    expect(retained(log).map(({ id }) => parseCursor(id)?.epoch)).toEqual(Array.from({ length: 6 }, () => log.window.epoch));
  });

  test('cuts of the connection, also in the middle of an event, cause no loss and nothing doubled.', async () => {
    const upstream = await startTestLab();
    const relay = await startRelay(upstream.port);
    const { log, said } = await startFedLab(`sse:${relay.url}/stream/sse?after=earliest`);
    await appendNumbers(upstream, 100);
    await eventually('the first hundred', () => log.window.head === 100);
    relay.cut();
    await appendNumbers(upstream, 100, 'number', 101);
    await eventually('the second hundred, after a cut', () => log.window.head === 200, comeback);
    relay.cutBefore = '"data":250';
    await appendNumbers(upstream, 100, 'number', 201);
    await eventually('the third hundred, after a cut in the middle', () => log.window.head === 300, comeback);
    expect(retained(log).map(({ data }) => data)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
    expect(said).toHaveLength(2);
    for (const line of said) expect(line).toMatch(/^source http:\S+: .+; again in \d\.\d s after \w+-\d+\.$/);
    expect(said[0]).toContain(`after ${upstream.log.window.epoch}-100.`);
  });

  test('when the other lab restarts, the gap is reported, and the source goes on with the new log.', async () => {
    const first = await startTestLab();
    const relay = await startRelay(first.port);
    const { log, said } = await startFedLab(`sse:${relay.url}/stream/sse?after=earliest`);
    await appendNumbers(first, 3);
    await eventually('the numbers of the first', () => log.window.head === 3);
    const second = await startTestLab();
    await appendNumbers(second, 2, 'number', 10);
    relay.target = second.port;
    await first.close();
    await eventually('the numbers of the second', () => log.window.head === 5, comeback);
    expect(retained(log).map(({ data }) => data)).toEqual([1, 2, 3, 10, 11]);
    expect(said.filter((line) => line.includes(': a gap is told (epoch): '))).toHaveLength(1);
  });

  test('a 503 is reported with its status, and the source reconnects once it is over.', async () => {
    const upstream = await startTestLab();
    const relay = await startRelay(upstream.port);
    relay.refuse = '503';
    const { log, said } = await startFedLab(`sse:${relay.url}/stream/sse?after=earliest`);
    await appendNumbers(upstream, 1);
    await eventually('the 503 to be reported', () => said.some((line) => line.includes('expected an event stream; got status 503')));
    relay.refuse = 'nothing';
    await eventually('the number', () => log.window.head === 1, comeback);
  });

  test('a connection that falls silent is closed after two and a half heartbeats, and opened again.', async () => {
    const upstream = await startTestLab({ heartbeat: 0.2 });
    const relay = await startRelay(upstream.port);
    const { log, said } = await startFedLab(`sse:${relay.url}/stream/sse?after=earliest`);
    await appendNumbers(upstream, 1);
    await eventually('the first number', () => log.window.head === 1);
    relay.blackHole = true;
    await eventually('the silence to be reported', () => said.some((line) => line.includes(': silent for 0.5 s; again in ')), comeback);
    relay.blackHole = false;
    await appendNumbers(upstream, 1, 'number', 2);
    await eventually('the second number', () => log.window.head === 2, comeback);
  });

  test("the lab's own stream is refused as a source, because it would republish itself.", async () => {
    const lab = await startTestLab();
    const said: string[] = [];
    onTestFinished(await openSource(`sse:${lab.url}/stream/sse`, lab.log, (line) => said.push(line)));
    await eventually('a report', () => said.length > 0);
    expect(said).toEqual([`source ${lab.url}/stream/sse: this is the lab's own stream: it would feed on itself. It is closed; the lab goes on.`]);
    await eventually('the stream to be left', () => lab.followers() === 0);
  });

  test('an address on which nothing listens is reported in plain words.', async () => {
    const { port } = await startTestLab().then(async (lab) => {
      await lab.close();
      return lab;
    });
    const { said } = await startFedLab(`sse:http://127.0.0.1:${port}/stream/sse`);
    await eventually('a report', () => said.length > 0);
    expect(said[0]).toMatch(
      new RegExp(`^source http://127.0.0.1:${port}/stream/sse: connect ECONNREFUSED 127.0.0.1:${port}; again in [01]\\.\\d s\\.$`),
    );
  });
});
