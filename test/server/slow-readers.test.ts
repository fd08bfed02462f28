import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { Lab } from '../../server/lab/lab.ts';
import type { Gap } from '../../server/stream/protocol.ts';
import { expectService } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { get, openRaw, type RawConnection, rawPublish } from '../support/raw-http.ts';
import { openRawWebSocket } from '../support/raw-websocket.ts';
import { startTestLab } from '../support/start-lab.ts';
import { appendMuch, flood, mebibyte } from './slow-readers-support.ts';

expectNoMistakes();

const push = {
  sse: async (lab: Lab) => {
    const connection = (await openRaw(lab)).send(get('/stream/sse'));
    await connection.hears('event: hello');
    return connection;
  },
  websocket: (lab: Lab) => openRawWebSocket(lab),
};

/** The numbers that arrived, and the gaps between them, for any framing. */
function heard({ received }: RawConnection): { seqs: number[]; gaps: Gap[] } {
  const seqs = [...received.matchAll(/\{"id":"[a-z0-9]+-(\d+)","event"/g)].map(([, seq]) => Number(seq));
  const gaps = [...received.matchAll(/\{(?:"type":"gap",)?("from":"[^}]*\})/g)].map(([, gap]) => JSON.parse(`{${gap}`) as Gap);
  return { seqs, gaps };
}

const seqOf = (cursor: string) => Number(cursor.split('-')[1]);

/** A connection, and the server's side of it, whose end the test waits for. */
async function openPaused(lab: Lab): Promise<{ connection: RawConnection; near: Socket }> {
  const accepted = once(lab.server, 'connection') as Promise<[Socket]>;
  const connection = await openRaw(lab);
  connection.socket.pause();
  const [near] = await accepted;
  return { connection, near };
}

describe.each([
  ['polls', get('/stream/polling?after=earliest')],
  ['long polls', get('/stream/long-polling?after=earliest')],
  ['the page', get('/sdk.global.js')],
])('a client that asks for %s and stops reading', (_name, request) => {
  test('is cut off, and others go on', async () => {
    const lab = await startTestLab({ stall: 0.3 });
    await appendMuch(lab, 2 * mebibyte);
    const { connection, near } = await openPaused(lab);
    // More than the buffers of both kernels hold.
    connection.send(request.repeat(1_000));
    await eventually('the server to end the connection', () => near.destroyed);
    await expectService(lab);
  });
});

test.each([
  ['publishes', rawPublish('a')],
  ['requests with short answers', get('/healthz')],
])('the server stops reading from a client that sends %s and never reads, and cuts it off', async (_name, request) => {
  const lab = await startTestLab({ stall: 0.3 });
  const { connection, near } = await openPaused(lab);
  const chunk = Buffer.from(request.repeat(200), 'latin1');
  const sent = await flood(connection, chunk, 48 * mebibyte);
  expect(sent).toBeLessThan(48 * mebibyte);
  // Twenty thousand are carried out before the kernel accepts no more of their answers.
  await eventually('the server to end the connection', () => near.destroyed);
  await expectService(lab);
});

test('a client that pauses in the middle of a large answer, and reads on in time, gets all of it', async () => {
  const lab = await startTestLab({ stall: 8 });
  await appendMuch(lab, 2 * mebibyte);
  const connection = (await openRaw(lab)).send(get('/stream/polling?after=earliest').repeat(20));
  await connection.until('a first part', () => connection.received.length > mebibyte / 2);
  connection.socket.pause();
  await expectService(lab);
  connection.socket.resume();
  await connection.until('everything', () => connection.received.length > 20 * 0.9 * mebibyte);
});

describe.each(['sse', 'websocket'] as const)('%s', (transport) => {
  const open = push[transport];

  test('a reader that pauses gets everything that the window still holds', async () => {
    const lab = await startTestLab();
    const slow = await open(lab);
    slow.socket.pause();
    await appendMuch(lab);
    slow.socket.resume();
    await lab.log.append([{ event: 'last', data: null }]);
    await slow.hears('"event":"last"');
    expect(heard(slow).seqs).toEqual(Array.from({ length: lab.log.window.head }, (_, index) => index + 1));
    expect(heard(slow).gaps).toEqual([]);
  });

  test('a reader that pauses beyond the window gets a gap, and does not delay others', async () => {
    const lab = await startTestLab({ window: 10 });
    const slow = await open(lab);
    const quick = await open(lab);
    slow.socket.pause();
    await appendMuch(lab);
    await lab.log.append([{ event: 'last', data: null }]);
    await quick.hears('"event":"last"');
    slow.socket.resume();
    await slow.hears('"event":"last"');
    const { seqs, gaps } = heard(slow);
    expect(gaps.length).toBeGreaterThan(0);
    // Every number has either arrived or is within a gap, each once and in order.
    const told = new Set(seqs);
    for (const { from, to, reason } of gaps) {
      expect(reason).toBe('slow');
      for (let seq = seqOf(from) + 1; seq <= seqOf(to); seq += 1) {
        expect(told.has(seq)).toBe(false);
        told.add(seq);
      }
    }
    expect(told.size).toBe(lab.log.window.head);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
  });

  test('a reader that makes no progress is cut off, and others go on', async () => {
    const lab = await startTestLab({ stall: 0.3 });
    const quick = await open(lab);
    const stuck = await open(lab);
    stuck.socket.pause();
    await appendMuch(lab);
    await eventually('the stalled reader to be cut off', () => lab.followers() === 1);
    await lab.log.append([{ event: 'last', data: null }]);
    await quick.hears('"event":"last"');
    await expectService(lab);
    // Closing the lab would wait for the socket if it still existed.
    quick.socket.destroy();
    await lab.close();
  });
});
