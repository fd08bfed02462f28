import { expect, test } from 'vitest';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';
import { openInNode } from '../support/platform.ts';
import { startRelay } from '../support/relay.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

const moments = ['state', 'hello', 'gap', 'error', 'notification'] as const;
const acts = ['close', 'cut', 'reconnect', 'switchTo', 'subscribe'] as const;

/** Opens a stream that fires every kind of event, and acts in the first listener call of one kind. */
async function actIn(moment: (typeof moments)[number], act: (typeof acts)[number], transport: TransportName) {
  const lab = await startTestLab({ window: 10 });
  await appendNumbers(lab, 20);
  const relay = await startRelay(lab.port);
  // The first attempt fails and the second gets a gap, so all kinds of events occur: an error, states, a hello, a gap and notifications.
  relay.refuse = '503';
  const stream = openInNode(relay.url, { transport, after: lab.log.window.cursor(1), events: ['number'] });
  let acted = false;
  let heardBehind = 0;
  stream.stream.addEventListener(
    moment,
    () => {
      acted = true;
      if (act === 'switchTo') stream.stream.switchTo(transport);
      else if (act === 'subscribe') void stream.stream.subscribe('other').catch(() => {});
      else stream.stream[act]();
      heardBehind = stream.records.length;
    },
    { once: true },
  );
  await stream.until('an error or the act', () => acted || stream.of('error').length > 0);
  relay.refuse = 'nothing';
  await stream.until(`the ${moment} to act in`, () => acted);
  return { lab, relay, stream, heardBehind: () => stream.records.slice(heardBehind) };
}

for (const transport of transportNames) {
  for (const moment of moments) {
    test.each(acts)(`on ${transport}, a listener of ${moment} may call %s`, async (act) => {
      const { lab, relay, stream, heardBehind } = await actIn(moment, act, transport);
      if (act === 'close' || act === 'cut') {
        const state = act === 'cut' ? 'cut' : 'closed';
        await stream.state(state);
        await eventually('the connection to be gone', () => relay.connections === 0 || lab.followers() === 0);
        expect(stream.stream.state).toBe(state);
        // After the act there is only the event for its new state.
        expect(heardBehind()).toEqual([{ type: 'state', detail: { state, transport } }]);
      } else {
        await lab.log.append([{ event: 'number', data: 'last' }]);
        await stream.until('the last notification', () => stream.notifications.at(-1)?.data === 'last');
        expect(new Set(stream.notifications.map(({ id }) => id)).size).toBe(stream.notifications.length);
        expect(stream.stream.ledger).toMatchObject({ doubled: 0, reordered: 0 });
        await stream.state('open');
        await eventually('exactly one connection', () => (transport.endsWith('polling') ? 1 : lab.followers()) === 1);
      }
    });
  }
}

test('every listener gets the events in the same order, also if one of them acts', async () => {
  const lab = await startTestLab();
  const stream = openInNode(lab.url, { transport: 'websocket' });
  await stream.hello();
  const heard: string[] = [];
  stream.stream.addEventListener('state', ({ detail }) => detail.state === 'connecting' && stream.stream.close());
  stream.stream.addEventListener('state', ({ detail }) => heard.push(detail.state));
  stream.stream.reconnect();
  expect(heard).toEqual(['connecting', 'closed']);
  await eventually('the last reader to be gone', () => lab.followers() === 0);
});

test('switching in a listener leaves one connection, and closing leaves none', async () => {
  const lab = await startTestLab();
  const relay = await startRelay(lab.port);
  const stream = openInNode(relay.url, { transport: 'websocket' });
  await stream.hello();
  for (let round = 2; round < 7; round += 1) {
    stream.stream.addEventListener('state', ({ detail }) => detail.state === 'connecting' && stream.stream.switchTo('websocket'), { once: true });
    stream.stream.reconnect();
    await stream.hello(round);
    await eventually('exactly one reader', () => lab.followers() === 1);
  }
  await stream.call('close');
  await eventually('no reader and no connection', () => lab.followers() === 0 && relay.connections === 0);
});
