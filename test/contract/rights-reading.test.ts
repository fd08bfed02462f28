import { describe, expect, test } from 'vitest';
import { parseCursor } from '../../server/stream/index.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { expectProblem } from '../support/ask.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { startStreams } from '../support/start-streams.ts';
import { answers } from './rights-answers.ts';
import { bearer, history, read, seen, sees } from './rights-support.ts';

expectNoMistakes();

describe.each(answers)('Where authorize answers %s,', (_how, authorize) => {
  describe.each(transportNames)('over %s', (transport) => {
    test('a reader gets the events that it requests and may read, and broadcasts if allowed', async () => {
      const at = await startStreams({ authorize });
      await at.log.append(history);
      const expected: [user: string, query: string, end: [string, string], seen: string[]][] = [
        ['ann', '', ['b', 'end'], ['a 1', 'b 2', 'z 4', 'a end', 'b end']],
        ['ann', '&event=a', ['a', 'end'], ['a 1', 'z 4', 'a end']],
        ['bob', '', ['b', 'end'], ['b 2', 'b end']],
        ['eve', '', ['b', 'end'], ['a 1', 'b 2', 'c 3', 'a end', 'b end']],
        ['eve', '&event=c', ['c', '3'], ['c 3']],
        ['root', '', ['b', 'end'], ['a 1', 'b 2', 'c 3', 'z 4', 'a end', 'b end']],
      ];
      for (const [user, query, end, all] of expected) {
        const connection = await read(at, transport, `after=earliest${query}`, bearer(user));
        await sees(connection, ...end);
        expect(seen(connection), `${user} ${query}`).toEqual(all);
      }
    });

    test('a request that includes a forbidden event is refused as a whole, and so is an unknown user', async () => {
      const at = await startStreams({ authorize });
      await at.log.append(history);
      const forbidden = await (await read(at, transport, 'after=earliest&event=a&event=c', bearer('ann'))).response();
      expect(expectProblem(forbidden, 403, 'forbidden').detail).toContain('"c"');
      const unknown = await (await read(at, transport, 'after=earliest')).response();
      expectProblem(unknown, 401, 'unauthorized');
      expect(unknown.headers['www-authenticate']).toBe('Bearer');
      expect(at.followers()).toBe(0);
    });

    test('a cursor of another user gives a place but no rights: the reader gets its own events from there, and gaps as usual', async () => {
      const at = await startStreams({ authorize });
      await at.log.append(history);
      const root = await read(at, transport, 'after=earliest&event=c', bearer('root'));
      await sees(root, 'c', '3');
      const [, cursor = ''] = /"id":"([^"]+)","event":"c"/.exec(root.received) ?? [];
      expect(parseCursor(cursor)?.seq).toBe(3);
      const bob = await read(at, transport, `after=${cursor}`, bearer('bob'));
      await sees(bob, 'b', 'end');
      expect(seen(bob)).toEqual(['b end']);
      const stranger = await read(at, transport, 'after=elsewhere-3', bearer('bob'));
      await sees(stranger, 'b', 'end');
      expect(seen(stranger)).toEqual(['b 2', 'b end']);
      expect(stranger.received).toContain('"reason":"epoch"');
    });

    test('a ticket is good for one request, from any client that presents it', async () => {
      const at = await startStreams({ authorize });
      await at.log.append(history);
      const ticket = at.streams.ticket({ read: ['b'], publish: false });
      expect(at.streams.tickets()).toBe(1);
      const first = await read(at, transport, `after=earliest&ticket=${ticket}`);
      await sees(first, 'b', 'end');
      expect(seen(first)).toEqual(['b 2', 'z 4', 'b end']);
      expect(at.streams.tickets()).toBe(0);
      for (const text of [ticket, '', 'made-up']) {
        const reply = await (await read(at, transport, `after=earliest&ticket=${text}`, bearer('root'))).response();
        expect(expectProblem(reply, 401, 'unauthorized').detail).toContain('ticket');
      }
    });
  });

  test('a reader that switches transports continues with its own events, none twice and none of other readers', async () => {
    const at = await startStreams({ authorize });
    let cursor = at.log.window.cursor(0);
    for (const [round, transport] of [...transportNames, ...transportNames].entries()) {
      await at.log.append([
        { event: 'c', data: `${round}` },
        { event: 'b', data: `${round}` },
        { event: 'a', data: `${round}` },
      ]);
      const connection = await read(at, transport, `after=${cursor}`, bearer('ann'));
      await sees(connection, 'a', `${round}`);
      expect(seen(connection)).toEqual([`b ${round}`, `a ${round}`]);
      cursor = [...connection.received.matchAll(/"id":"([^"]+)"/g)].at(-1)?.[1] ?? '';
      connection.reset();
    }
  });
});
