import { once } from 'node:events';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Lab, startLab } from '../../server/lab/lab.ts';
import { closed } from '../support/closed.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { labConfig, startTestLab } from '../support/start-lab.ts';
import { dial, Onlooker } from './telemetry-support.ts';
import { within } from './weather-support.ts';

expectNoMistakes();

const schedule = { rate: 5, burst: 1, payload: 20, seed: 1 };

describe('An invalid command is refused with an explanation, and changes nothing:', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab(labConfig({ weather: true, rtt: 0 }));
    return () => lab.close();
  });

  const impossible: [what: string, command: Record<string, unknown>, says: RegExp][] = [
    ['no type', {}, /^Expected `type` to be one of watch, clock, .*; got nothing\./],
    ['an unknown type', { type: 'explode' }, /got "explode"/],
    ['a property name of every object', { type: 'constructor' }, /got "constructor"/],
    ['__proto__', { type: '__proto__' }, /got "__proto__"/],
    ['a type that is a list', { type: ['lift'] }, /^Expected `type`/],
    ['markup as the name of a tab', { type: 'watch', tab: '<b>' }, /^Expected tab to be 1 to 64 letters/],
    ['a tab name that is too long', { type: 'watch', tab: 'x'.repeat(65) }, /^Expected tab/],
    ['a clock that is a word', { type: 'clock', sent: 'now' }, /^Expected sent to be a number/],
    ['half an exchange', { type: 'open', exchange: 1.5 }, /^Expected exchange to be a whole number/],
    ['an unknown exchange', { type: 'open', exchange: 7 }, /^Expected one of the last exchanges of this tab; got 7\./],
    ['weather without conditions', { type: 'weather' }, /^Expected `set` to be conditions; got nothing\./],
    ['an unknown condition', { type: 'weather', set: { rain: 1 } }, /^Expected only rtt, .*; got "rain"\./],
    ['a negative round trip', { type: 'weather', set: { rtt: -1 } }, /^Expected rtt to be a number from 0 to 10000; got -1\./],
    ['a round trip of minutes', { type: 'weather', set: { rtt: 60_001 } }, /^Expected rtt/],
    ['NaN, which JSON turns into null', { type: 'weather', set: { jitter: Number.NaN } }, /^Expected jitter .*; got null\./],
    ['a number in quotes', { type: 'weather', set: { bandwidth: '5' } }, /^Expected bandwidth .*; got "5"\./],
    ['a buffer that is too large', { type: 'weather', set: { buffering: 2 ** 21 } }, /^Expected buffering .* 1048576; got 2097152\./],
    ['a number instead of true or false', { type: 'weather', set: { swallowFrames: 1 } }, /^Expected swallowFrames to be true or false; got 1\./],
    ['one valid and one invalid condition', { type: 'weather', set: { rtt: 5, seed: -1 } }, /^Expected seed/],
    ['an unknown kind of fault', { type: 'fault', fault: { kind: 'fire' } }, /^Expected a fault's kind to be one of cut, .*; got "fire"\./],
    ['a fault that is a list', { type: 'fault', fault: ['cut'] }, /^Expected `fault` to be a fault/],
    ['a cut with a duration', { type: 'fault', fault: { kind: 'cut', seconds: 1 } }, /^Expected only kind; got "seconds"\./],
    ['a black hole for a day', { type: 'fault', fault: { kind: 'black-hole', seconds: 86_400 } }, /^Expected seconds .* 600; got 86400\./],
    ['a black hole of 0 s', { type: 'fault', fault: { kind: 'black-hole', seconds: 0 } }, /^Expected seconds/],
    [
      'a stall with an unknown direction',
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
      'too many bytes per second',
      { type: 'schedule', schedule: { ...schedule, rate: 1_000, payload: 65_536 } },
      /^Expected at most 8388608 bytes of payload per second; got 65536000\./,
    ],
    [
      'a schedule with an unknown field',
      { type: 'schedule', schedule: { ...schedule, event: 'x' } },
      /^Expected only rate, burst, payload, seed; got "event"\./,
    ],
    ['bots of an unknown transport', { type: 'bots', bots: { tcp: 1 } }, /^Expected only polling, long-polling, sse, websocket; got "tcp"\./],
    ['501 bots', { type: 'bots', bots: { sse: 501 } }, /^Expected sse to be a whole number from 0 to 500; got 501\./],
    [
      'bots that poll too often',
      { type: 'bots', bots: { polling: 1 }, pollInterval: 99 },
      /^Expected pollInterval to be a whole number from 100 to 60000; got 99\./,
    ],
    ['a poll interval that is a word', { type: 'bots', bots: {}, pollInterval: 'often' }, /^Expected pollInterval .+; got "often"\./],
    ['an unknown retry rule', { type: 'bots', bots: {}, retry: 'never' }, /^Expected retry to be one of fixed, expo, jitter; got "never"\./],
    ['bots that reconnect at once', { type: 'bots', bots: {}, first: 0 }, /^Expected first to be a whole number from 20 to 60000; got 0\./],
    ['bots with a misspelt field', { type: 'bots', bots: {}, polInterval: 200 }, /^Expected only type, ref, bots, .*; got "polInterval"\./],
    ['a fault that is to be lifted, with its name', { type: 'lift', fault: 'cut' }, /^Expected only type, ref; got "fault"\./],
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
    ['a ref that is a string', '{"type":"lift","ref":"a"}', 'bad-message'],
    ['a list that is nested too deep', '['.repeat(30_000), 'bad-json'],
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

  it('of a thousand faults at once, twenty are accepted and the others refused; one lift ends all', async () => {
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

it('A page that sends commands and does not read is cut off, and delays nobody', async () => {
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
