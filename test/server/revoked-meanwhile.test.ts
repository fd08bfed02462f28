import { describe, expect, test } from 'vitest';
import { memoryLog, type Rights, transportNames } from '../../server/stream/index.ts';
import { read } from '../contract/rights-support.ts';
import { expectProblem } from '../support/ask.ts';
import { openRaw, rawPublish } from '../support/raw-http.ts';
import { all, slowly } from '../support/slow-authorize.ts';
import { startStreams } from '../support/start-streams.ts';

describe('A user that is revoked while a request waits', () => {
  const ann: Rights = { ...all, who: 'ann' };

  test.each(transportNames)('for its rights does not get them over %s, and another user does', async (transport) => {
    const { authorize, question } = slowly();
    const at = await startStreams({ authorize });
    const [revoked, other] = [await read(at, transport, ''), await read(at, transport, '')];
    const [{ answer }, second] = [await question(1), await question(2)];
    expect(at.streams.revoke('ann')).toBe(0);
    answer(ann);
    second.answer({ ...ann, who: 'bob' });
    expectProblem(await revoked.response(), 401, 'unauthorized');
    await other.hears('HTTP/1.1 ');
    expect(other.received).toMatch(/^HTTP\/1\.1 (200|101) /);
  });

  test.each(transportNames)('for the log does not read it over %s', async (transport) => {
    const log = memoryLog();
    let reach = () => {};
    const asked = new Promise<void>((resolve) => {
      reach = resolve;
    });
    let waits = () => {};
    const waiting = new Promise<void>((resolve) => {
      waits = resolve;
    });
    const at = await startStreams({
      authorize: () => ann,
      log: {
        ...log,
        reach: () => {
          waits();
          return asked;
        },
      },
    });
    const connection = await read(at, transport, `after=${log.window.cursor(0)}`);
    await waiting;
    at.streams.revoke('ann');
    reach();
    expectProblem(await connection.response(), 401, 'unauthorized');
    expect(at.followers()).toBe(0);
  });

  test('for its right to publish stores nothing, nor does one whose message is still under way', async () => {
    const { authorize, question } = slowly();
    const at = await startStreams({ authorize });
    const connection = (await openRaw(at)).send(rawPublish('a'));
    const { answer } = await question(1);
    at.streams.revoke('ann');
    answer(ann);
    expectProblem(await connection.response(), 401, 'unauthorized');

    const slow = await openRaw(at);
    const message = rawPublish('a');
    slow.send(message.slice(0, -5));
    const late = await question(2);
    late.answer(ann);
    await new Promise((resolve) => setImmediate(resolve));
    at.streams.revoke('ann');
    slow.send(message.slice(-5));
    expectProblem(await slow.response(), 401, 'unauthorized');
    expect(at.log.window.head).toBe(0);
  });
});
