import { once } from 'node:events';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Lab, startLab } from '../../server/lab/lab.ts';
import { Filter } from '../../server/stream/log/filter.ts';
import type { Notification } from '../../server/stream/protocol.ts';
import { closed } from '../support/closed.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { openInNode } from '../support/platform.ts';
import { labConfig, startTestLab } from '../support/start-lab.ts';
import { dial, Onlooker } from './telemetry-support.ts';
import { Client, within } from './weather-support.ts';

expectNoMistakes();

const schedule = { rate: 5, burst: 1, payload: 20, seed: 1 };

describe('What no lab can do is refused in words, and changes nothing:', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab(labConfig({ weather: true, rtt: 0 }));
    return () => lab.close();
  });

  const impossible: [what: string, command: Record<string, unknown>, says: RegExp][] = [
    ['no type', {}, /^Expected `type` to be one of watch, clock, .*; got nothing\./],
    ['an unknown type', { type: 'explode' }, /got "explode"/],
    ['a name of every object', { type: 'constructor' }, /got "constructor"/],
    ['__proto__', { type: '__proto__' }, /got "__proto__"/],
    ['a type that is a list', { type: ['lift'] }, /^Expected `type`/],
    ['a tab of markup', { type: 'watch', tab: '<b>' }, /^Expected tab to be 1 to 64 letters/],
    ['a tab without end', { type: 'watch', tab: 'x'.repeat(65) }, /^Expected tab/],
    ['a clock in words', { type: 'clock', sent: 'now' }, /^Expected sent to be a number/],
    ['an exchange that is none', { type: 'open', exchange: 1.5 }, /^Expected exchange to be a whole number/],
    ['an exchange that nobody kept', { type: 'open', exchange: 7 }, /^Expected one of the last exchanges of this tab; got 7\./],
    ['weather without conditions', { type: 'weather' }, /^Expected `set` to be conditions; got nothing\./],
    ['a condition of another name', { type: 'weather', set: { rain: 1 } }, /^Expected only rtt, .*; got "rain"\./],
    ['a negative round trip', { type: 'weather', set: { rtt: -1 } }, /^Expected rtt to be a number from 0 to 10000; got -1\./],
    ['a round trip of minutes', { type: 'weather', set: { rtt: 60_001 } }, /^Expected rtt/],
    ['NaN, which JSON turns into null', { type: 'weather', set: { jitter: Number.NaN } }, /^Expected jitter .*; got null\./],
    ['a number in quotes', { type: 'weather', set: { bandwidth: '5' } }, /^Expected bandwidth .*; got "5"\./],
    ['a buffer beyond memory', { type: 'weather', set: { buffering: 2 ** 21 } }, /^Expected buffering .* 1048576; got 2097152\./],
    ['a switch that is a number', { type: 'weather', set: { swallowFrames: 1 } }, /^Expected swallowFrames to be true or false; got 1\./],
    ['one good and one bad condition', { type: 'weather', set: { rtt: 5, seed: -1 } }, /^Expected seed/],
    ['a fault of another kind', { type: 'fault', fault: { kind: 'fire' } }, /^Expected a fault's kind to be one of cut, .*; got "fire"\./],
    ['a fault that is a list', { type: 'fault', fault: ['cut'] }, /^Expected `fault` to be a fault/],
    ['a cut that lasts', { type: 'fault', fault: { kind: 'cut', seconds: 1 } }, /^Expected only kind; got "seconds"\./],
    ['a black hole for a day', { type: 'fault', fault: { kind: 'black-hole', seconds: 86_400 } }, /^Expected seconds .* 600; got 86400\./],
    ['a black hole of no time', { type: 'fault', fault: { kind: 'black-hole', seconds: 0 } }, /^Expected seconds/],
    [
      'a stall to the left',
      { type: 'fault', fault: { kind: 'stall', direction: 'left' } },
      /^Expected a stall's direction to be "up" or "down"; got "left"\./,
    ],
    ['a schedule without a rate', { type: 'schedule', schedule: { burst: 1, payload: 20, seed: 1 } }, /^Expected rate .*; got nothing\./],
    [
      'a rate beyond the limit',
      { type: 'schedule', schedule: { ...schedule, rate: 1_001 } },
      /^Expected rate to be a number from 0 to 1000; got 1001\./,
    ],
    ['half a burst', { type: 'schedule', schedule: { ...schedule, burst: 1.5 } }, /^Expected burst to be a whole number/],
    [
      'too much a second',
      { type: 'schedule', schedule: { ...schedule, rate: 1_000, payload: 65_536 } },
      /^Expected at most 8388608 bytes of payload per second; got 65536000\./,
    ],
    [
      'a schedule with more to it',
      { type: 'schedule', schedule: { ...schedule, event: 'x' } },
      /^Expected only rate, burst, payload, seed; got "event"\./,
    ],
    ['bots of a fifth kind', { type: 'bots', bots: { tcp: 1 } }, /^Expected only polling, long-polling, sse, websocket; got "tcp"\./],
    ['501 bots', { type: 'bots', bots: { sse: 501 } }, /^Expected sse to be a whole number from 0 to 500; got 501\./],
    [
      'bots that ask all the time',
      { type: 'bots', bots: { polling: 1 }, pollInterval: 99 },
      /^Expected pollInterval to be a whole number from 100 to 60000; got 99\./,
    ],
    ['bots that ask with a word', { type: 'bots', bots: {}, pollInterval: 'often' }, /^Expected pollInterval .+; got "often"\./],
    ['bots that come back somehow', { type: 'bots', bots: {}, retry: 'never' }, /^Expected retry to be one of fixed, expo, jitter; got "never"\./],
    ['bots that come back at once', { type: 'bots', bots: {}, first: 0 }, /^Expected first to be a whole number from 20 to 60000; got 0\./],
    ['501 bots together', { type: 'bots', bots: { sse: 250, websocket: 251 } }, /^Expected at most 500 bots together; got 501\./],
  ];
  it.each(impossible)('%s', async (_what, command, says) => {
    const onlooker = await Onlooker.at(lab);
    const before = JSON.stringify(onlooker.state);
    const answer = await onlooker.tell(command);
    expect(answer).toMatchObject({ type: 'refused', message: expect.stringMatching(says) });
    expect((answer as { message: string }).message).toMatch(/; got .+\. \S.+\.$/);
    expect(JSON.stringify((await Onlooker.at(lab)).state)).toBe(before);
  });

  it.each([
    ['nothing', '', 'bad-json'],
    ['no JSON', '{"type":', 'bad-json'],
    ['a number', '5', 'bad-message'],
    ['null', 'null', 'bad-message'],
    ['a list', '[{"type":"lift"}]', 'bad-message'],
    ['an own __proto__', '{"type":"weather","set":{"__proto__":{"rtt":5}}}', 'bad-message'],
    ['a ref that is a name', '{"type":"lift","ref":"a"}', 'bad-message'],
    ['a list without end', '['.repeat(30_000), 'bad-json'],
  ])('a frame of %s', async (_what, text, code) => {
    const onlooker = await Onlooker.at(lab);
    onlooker.ws.send(text);
    await onlooker.until('a refusal', () => onlooker.all('refused').length > 0);
    expect(onlooker.all('refused')[0]).toMatchObject({ code, message: expect.stringMatching(/^Expected .*; got .*\. \S.*\.$/) });
    expect(await onlooker.tell({ type: 'lift' })).toMatchObject({ type: 'done' });
  });

  it('a binary frame is refused, and a message over 64 KiB ends the session and nothing else', async () => {
    const [one, other] = [await Onlooker.at(lab), await Onlooker.at(lab)];
    one.ws.send(Buffer.from('{"type":"lift"}'));
    await one.until('a refusal', () => one.all('refused').length > 0);
    one.ws.send('x'.repeat(64 * 1024 + 1));
    const [code] = (await within('the close', closed(one.ws))) as [number];
    expect(code).toBe(1009);
    expect(await other.tell({ type: 'lift' })).toMatchObject({ type: 'done' });
  });

  it('a thousand faults at once: twenty hold, the others are refused, and one lift ends all', async () => {
    const onlooker = await Onlooker.at(lab);
    for (let count = 0; count < 1_000; count += 1) onlooker.ws.send('{"type":"fault","fault":{"kind":"stall","direction":"up"}}');
    await onlooker.until('980 refusals', () => onlooker.all('refused').length === 980);
    await onlooker.until('twenty faults', () => onlooker.state.faults.length === 20);
    for (const { code } of onlooker.all('refused')) expect(code).toBe('too-many');
    await onlooker.tell({ type: 'lift' });
    expect(onlooker.state.faults).toEqual([]);
    expect(await (await fetch(`${lab.url}/healthz`)).json()).toEqual({ status: 'ok' });
  });
});

describe('The weather', () => {
  it('starts as the lab was told, changes for everybody, and everybody is told', async () => {
    const lab = await startTestLab({ weather: true, rtt: 40 });
    const [one, other] = [await Onlooker.at(lab), await Onlooker.at(lab)];
    expect(one.state.weather).toMatchObject({ rtt: 40, jitter: 0 });
    await one.tell({ type: 'weather', set: { rtt: 200, jitter: 1 } });
    await other.until('the news', () => other.state.weather?.rtt === 200);
    const started = performance.now();
    await (await fetch(`${lab.url}/healthz`)).text();
    expect(performance.now() - started).toBeGreaterThanOrEqual(200);
  });

  it('has faults that last until they are lifted, and those that end by themselves', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const onlooker = await Onlooker.at(lab);
    await onlooker.tell({ type: 'fault', fault: { kind: 'unavailable' } });
    expect(onlooker.state.faults).toEqual([{ fault: { kind: 'unavailable' }, until: null }]);
    expect((await fetch(`${lab.url}/healthz`)).status).toBe(503);
    await onlooker.tell({ type: 'fault', fault: { kind: 'black-hole', seconds: 0.2 } });
    expect(onlooker.state.faults[1]?.until).toBeGreaterThan(Date.now());
    await onlooker.until('the end of the black hole', () => onlooker.state.faults.length === 1);
    await onlooker.tell({ type: 'lift' });
    expect(onlooker.state.faults).toEqual([]);
    expect((await fetch(`${lab.url}/healthz`)).status).toBe(200);
  });

  it('cuts every connection, and has no fault then', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const onlooker = await Onlooker.at(lab);
    const client = new Client(lab.port);
    client.socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    await client.until('an answer', () => client.text.endsWith('"ok"}'));
    await onlooker.tell({ type: 'fault', fault: { kind: 'cut' } });
    await client.until('a reset', () => client.ended === 'reset');
    expect(onlooker.state.faults).toEqual([]);
  });

  it.each([
    { type: 'weather', set: { rtt: 5 } },
    { type: 'fault', fault: { kind: 'cut' } },
    { type: 'fault', fault: { kind: 'restart' } },
  ])('is not there without weather: $type', async (command) => {
    const onlooker = await Onlooker.at(await startTestLab());
    const answer = await onlooker.tell(command);
    expect(answer).toMatchObject({ type: 'refused', code: 'no-weather', message: expect.stringContaining('--no-weather') });
  });

  it('ends the lab when its process dies, and says so', async () => {
    const lab = await startTestLab({ weather: true });
    const onlooker = await Onlooker.at(lab);
    expect(onlooker.welcome.may).toBe('control');
    process.kill(lab.weatherPid ?? 0, 'SIGKILL');
    expect((await within('the news', lab.broken)).message).toMatch(/^The weather process ended with SIGKILL\. /);
  });
});

describe('A restart', () => {
  it('closes every stream politely, resets who connects meanwhile, and comes back with an empty log of another epoch', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const onlooker = await (await Onlooker.at(lab)).watch('mine');
    const subject = openInNode(lab.url, { transport: 'websocket' });
    await subject.hello();
    await lab.log.append([{ event: 'a', data: 1 }]);
    await subject.reach(1);
    const { epoch } = onlooker.state;
    await onlooker.tell({ type: 'fault', fault: { kind: 'restart', seconds: 600 } });
    expect(onlooker.state.faults).toMatchObject([{ fault: { kind: 'restart' }, until: expect.any(Number) }]);
    const meanwhile = async () => {
      const client = new Client(lab.port);
      client.socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
      await client.until('an end', () => client.ended !== undefined);
      return client.ended;
    };
    await expect.poll(meanwhile).toBe('reset');
    expect(await onlooker.tell({ type: 'fault', fault: { kind: 'restart' } })).toMatchObject({ type: 'refused', code: 'too-many' });
    await onlooker.tell({ type: 'lift' });
    await onlooker.until('another epoch', () => onlooker.state.epoch !== epoch);
    expect(onlooker.state.faults).toEqual([]);
    expect(lab.log.window).toMatchObject({ epoch: onlooker.state.epoch, head: 0 });
    await subject.gap();
    expect(subject.gaps[0]).toMatchObject({ reason: 'epoch' });
    await lab.log.append([{ event: 'a', data: 2 }]);
    await onlooker.until('what was published', () => onlooker.of('published').length === 2);
  });

  it('during which the lab is closed does not come back', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const onlooker = await Onlooker.at(lab);
    const { server } = lab;
    await onlooker.tell({ type: 'fault', fault: { kind: 'restart', seconds: 600 } });
    await within('the lab to close', lab.close());
    expect(lab.server).toBe(server);
    expect(server.listening).toBe(false);
  });
});

describe('The schedule', () => {
  it('takes the place of the ticker, also over a restart, and gives it back once nobody looks any more', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0, ticker: 0.05 });
    const events = () => lab.log.window.head;
    const onlooker = await (await Onlooker.at(lab)).watch('mine');
    await onlooker.until('a tick', () => onlooker.of('published').some(({ event }) => event === 'ticker'));
    await onlooker.tell({ type: 'schedule', schedule: { rate: 200, burst: 2, payload: 33, seed: 9 } });
    expect(onlooker.state.schedule).toEqual({ rate: 200, burst: 2, payload: 33, seed: 9 });
    const from = onlooker.of('published').length;
    await onlooker.until('fifty of it', () => onlooker.of('published').length >= from + 50);
    await onlooker.tell({ type: 'fault', fault: { kind: 'restart', seconds: 0.1 } });
    await onlooker.until('the restart', () => onlooker.state.faults.length === 0);
    await eventually('more of it', () => events() > 20);
    await onlooker.tell({ type: 'serve', with: { window: 77 } });
    await onlooker.tell({ type: 'weather', set: { rtt: 3 } });
    await onlooker.tell({ type: 'fault', fault: { kind: 'stall', direction: 'up' } });
    await onlooker.tell({ type: 'bots', bots: { sse: 2 } });
    onlooker.ws.close();
    await eventually('the end of the schedule', () => newest(lab).event === 'ticker');
    const next = await Onlooker.at(lab);
    await next.until('the weather of the start', () => next.state.weather?.rtt === 0);
    await next.until('the options of the start', () => next.state.window === 10_000);
    expect(next.state).toMatchObject({ schedule: null, faults: [], weather: { rtt: 0 }, bots: { sse: 0 } });
  });

  it('stays while a page reloads', async () => {
    const lab = await startTestLab();
    const onlooker = await Onlooker.at(lab);
    await onlooker.tell({ type: 'schedule', schedule });
    onlooker.ws.close();
    await closed(onlooker.ws);
    expect((await Onlooker.at(lab)).state.schedule).toEqual(schedule);
  });
});

function newest({ log: { window } }: Lab): Partial<Notification> {
  const [entry] = window.head > 0 ? window.read(window.head - 1, Filter.all, { count: 1, bytes: 1_000_000 }).entries : [];
  return entry ? (JSON.parse(entry.json.toString()) as Notification) : {};
}

describe('Bots', () => {
  it('come, read through the weather, come back after a cut, and go', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const onlooker = await Onlooker.at(lab);
    await onlooker.tell({ type: 'bots', bots: { sse: 20, websocket: 10, 'long-polling': 5, polling: 2 } });
    expect(onlooker.state.bots).toEqual({ sse: 20, websocket: 10, 'long-polling': 5, polling: 2 });
    const followers = (count: number) =>
      eventually(
        () => `${count} readers; there are ${lab.followers()}`,
        () => lab.followers() === count,
        20_000,
      );
    await followers(35);
    await onlooker.tell({ type: 'fault', fault: { kind: 'cut' } });
    await eventually('the cut', () => lab.followers() < 35);
    await followers(35);
    await onlooker.tell({ type: 'bots', bots: { sse: 3 } });
    await followers(18);
    await onlooker.tell({ type: 'bots', bots: { sse: 0, websocket: 0, 'long-polling': 0, polling: 0 } });
    await followers(0);
  });

  it('poll as often as the command says, those that are there already, too; without a word as before, and as usual once all have gone', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const onlooker = await Onlooker.at(lab);
    const asked = () => onlooker.of('asked').length;
    expect(onlooker.state.botPollInterval).toBe(2_000);
    await onlooker.tell({ type: 'bots', bots: { polling: 2 } });
    expect(onlooker.state.botPollInterval).toBe(2_000);
    await onlooker.tell({ type: 'bots', bots: { polling: 2 }, pollInterval: 60_000 });
    await onlooker.tell({ type: 'bots', bots: { sse: 1 }, retry: 'fixed', first: 20 });
    expect(onlooker.state).toMatchObject({ bots: { polling: 2, sse: 1 }, botPollInterval: 60_000, botRetry: { retry: 'fixed', first: 20 } });
    await onlooker.tell({ type: 'bots', bots: { sse: 2 }, first: 30 });
    expect(onlooker.state.botRetry).toEqual({ retry: 'fixed', first: 30 });
    await onlooker.tell({ type: 'bots', bots: { polling: 0, sse: 0 } });
    expect(onlooker.state).toMatchObject({ botPollInterval: 2_000, botRetry: { retry: 'jitter', first: 500 } });
    expect(asked()).toBe(0);
  });

  it('read where there is no weather too, and end with the lab', async () => {
    const lab = await startTestLab();
    const onlooker = await Onlooker.at(lab);
    await onlooker.tell({ type: 'bots', bots: { websocket: 4 } });
    await eventually('four readers', () => lab.followers() === 4);
    await within('the lab to close', lab.close());
  });
});

it('A page that asks and does not read is given up, and holds up nobody', async () => {
  const lab = await startTestLab();
  const ws = dial(lab);
  await once(ws, 'open');
  ws.pause();
  const end = closed(ws);
  const flood = setInterval(() => {
    for (let count = 0; count < 2_000 && ws.readyState === ws.OPEN; count += 1) ws.send('{"type":"clock","sent":1}');
  }, 1);
  onTestFinished(() => clearInterval(flood));
  const onlooker = await Onlooker.at(lab);
  await within('the end of the flood', end);
  expect(await onlooker.tell({ type: 'clock', sent: 1 })).toMatchObject({ type: 'done' });
});
