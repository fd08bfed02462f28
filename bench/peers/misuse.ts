import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { windowDefaults } from '../../server/stream/log/memory-log.ts';
import type { Target } from '../arms/arm.ts';
import { ask, rootOf } from '../arms/requests.ts';
import { maskedFrame, opcodes } from '../arms/websocket-frame.ts';
import { cursorOf } from '../measures/lab-answers.ts';
import { peerNamed } from './push-peers.ts';
import type { Reading } from './reading.ts';
import type { PeerStage } from './stage.ts';

export const misuses = ['commands whose acks nobody reads', 'polls at as many cursors'] as const;
type Misuse = (typeof misuses)[number];

const commands = 165_000;
/** Commands in one write. */
const chunk = 500;
/** Milliseconds without progress after which a server counts as having stopped reading. */
const patience = 2_000;
/** Pollers, each at its own cursor, in a log of this many notifications. */
const [pollers, places] = [1_000, windowDefaults.maxCount];
const waves = 3;
const mebi = 1024 * 1024;

/** The memory that one peer, or many that share nothing, can make the lab keep, beyond what well-behaved peers use with the same commands. */
export function readMisuse(stage: PeerStage, misuse: Misuse): Promise<Reading['values']> {
  const act = misuse === misuses[0] ? command : poll;
  return stage.with(peerNamed('lab websocket'), async (staged) => {
    await staged.publish({ burst: 100, bursts: places / 100, interval: 0 });
    await act(staged.running.target, true);
    const before = staged.resident;
    let most = before;
    const look = setInterval(() => {
      most = Math.max(most, staged.resident);
    }, 10);
    try {
      const done = await act(staged.running.target, false);
      most = Math.max(most, staged.resident);
      const { rss } = await staged.running.memory();
      return { 'RSS growth MiB': (most - before) / mebi, 'kept MiB': (rss - before) / mebi, ...done };
    } finally {
      clearInterval(look);
    }
  });
}

/** Sends commands. A misbehaving client reads nothing after the hello. */
async function command(target: Target, behaves: boolean): Promise<Record<string, number>> {
  const socket = connect({ ...target, noDelay: true });
  // The server may cut the connection; that is also a result.
  socket.on('error', () => {});
  socket.write(ask(target, 'websocket', 'websocket'));
  for (let heard = ''; !heard.includes('"hello"'); ) heard += ((await once(socket, 'data')) as [Buffer])[0].toString('latin1');
  if (behaves) socket.resume();
  else socket.pause();
  let sent = 0;
  while (sent < commands && !socket.destroyed) {
    const frames = Array.from({ length: chunk }, (_, index) =>
      maskedFrame(opcodes.text, Buffer.from(`{"type":"subscribe","event":"bench","ref":${sent + index}}`)),
    );
    sent += chunk;
    if (!socket.write(Buffer.concat(frames)) && !(await drained(socket))) break;
  }
  const [left, cut] = [socket.writableLength, socket.destroyed];
  socket.destroy();
  return { 'commands sent': sent, 'bytes not taken': left, 'cut off': Number(cut) };
}

/** @returns false if the server takes nothing more */
const drained = (socket: Socket): Promise<boolean> =>
  new Promise((resolve) => {
    const late = setTimeout(() => resolve(false), patience);
    for (const event of ['drain', 'close']) {
      socket.once(event, () => {
        clearTimeout(late);
        resolve(event === 'drain');
      });
    }
  });

/** All at once, several times over. Well-behaved pollers share one cursor. */
async function poll(target: Target, behaves: boolean): Promise<Record<string, number>> {
  const [epoch] = (await cursorOf(target)).split('-', 1);
  let bytes = 0;
  let answers = 0;
  for (let wave = 0; wave < waves; wave += 1) {
    const all = Array.from({ length: pollers }, async (_, index) => {
      const response = await fetch(`${rootOf(target)}/stream/polling?after=${epoch}-${behaves ? wave : (index * places) / pollers + wave}`);
      const { byteLength } = await response.arrayBuffer();
      bytes += byteLength;
      answers += Number(response.status === 200);
    });
    await Promise.all(all);
  }
  return { answers, 'MiB answered': bytes / mebi };
}
