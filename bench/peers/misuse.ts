import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { windowDefaults } from '../../server/stream/log/memory-log.ts';
import type { Target } from '../arms/arm.ts';
import { maskedFrame, opcodes } from '../arms/websocket-frame.ts';
import { upgrade } from './greetings.ts';
import { residentBytes } from './processor-time.ts';
import { peerNamed } from './push-peers.ts';
import type { Reading } from './reading.ts';
import type { Settings } from './settings.ts';
import type { PeerStage } from './stage.ts';

export const misuses = ['commands whose acks nobody reads', 'polls at as many cursors'] as const;
export type Misuse = (typeof misuses)[number];

const commands = 165_000;
/** Commands in one write. */
const chunk = 500;
/** Milliseconds without a byte taken, after which a server counts as having stopped reading. */
const patience = 2_000;
/** Pollers, each at a place of its own in a log of so many. */
const [pollers, places] = [1_000, windowDefaults.maxCount];
const waves = 3;
const mebi = 1024 * 1024;

/** What one peer, or many that share nothing, can make the lab keep, beyond what the same took from peers who behave. */
export function readMisuse(stage: PeerStage, misuse: Misuse, settings: Settings, flags: readonly string[]): Promise<Reading> {
  const lab = peerNamed('lab websocket');
  const act = misuse === misuses[0] ? command : poll;
  return stage.with(lab, flags, async (running) => {
    await stage.publish(lab, running, { burst: 100, bursts: places / 100, interval: 0, payload: settings.payload });
    await act(running.target, true);
    const before = residentBytes(running.pid);
    let most = before;
    const look = setInterval(() => {
      most = Math.max(most, residentBytes(running.pid));
    }, 10);
    try {
      const done = await act(running.target, false);
      most = Math.max(most, residentBytes(running.pid));
      const { rss } = await running.memory();
      return { table: 'misuse', arm: misuse, values: { 'RSS growth MiB': (most - before) / mebi, 'kept MiB': (rss - before) / mebi, ...done } };
    } finally {
      clearInterval(look);
    }
  });
}

/** Sends commands. Who misbehaves reads nothing from the hello on. */
async function command(target: Target, behaves: boolean): Promise<Record<string, number>> {
  const socket = connect({ ...target, noDelay: true });
  // The server may cut it off: that is an answer too.
  socket.on('error', () => {});
  const [greeting] = upgrade('/stream/websocket', '"hello"')(target, '');
  socket.write(greeting?.send ?? '');
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

/** @returns false if nothing more is taken */
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

/** All at once, some times over. Who behaves has read up to the same place as the others. */
async function poll({ host, port }: Target, behaves: boolean): Promise<Record<string, number>> {
  const url = `http://${host}:${port}/stream/polling`;
  const { cursor } = (await (await fetch(url)).json()) as { cursor: string };
  const epoch = cursor.split('-', 1)[0];
  let bytes = 0;
  let answers = 0;
  for (let wave = 0; wave < waves; wave += 1) {
    const all = Array.from({ length: pollers }, async (_, index) => {
      const response = await fetch(`${url}?after=${epoch}-${behaves ? wave : (index * places) / pollers + wave}`);
      const { byteLength } = await response.arrayBuffer();
      bytes += byteLength;
      answers += Number(response.status === 200);
    });
    await Promise.all(all);
  }
  return { answers, 'MiB answered': bytes / mebi };
}
