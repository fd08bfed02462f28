import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { windowDefaults } from '../../server/stream/log/memory-log.ts';
import type { Target } from '../arms/arm.ts';
import { ask, rootOf } from '../arms/requests.ts';
import { maskedFrame, opcodes } from '../arms/websocket-frame.ts';
import { cursorOf } from '../measures/lab-answers.ts';
import { monotonic } from '../processes/clock.ts';
import { whole } from '../report/format.ts';
import { keysOf } from '../result/keys.ts';
import { dataOf, ofArms, ofPeers, readersOf, windows } from './measure.ts';
import { floor, lab, pushPeers } from './peers.ts';
import { mebi, type StagedPeer } from './stage.ts';

/** Notifications of the lab's window, and publishes in one write. */
const [places, burst] = [windowDefaults.maxCount, 100];

/** One in ten readers reads nothing until the end. */
const stalledShare = 0.1;
/** Publishes that fill the lab's window; after them its memory has no reason to grow. */
const fill = 1.05 * places;

/** Publishes as fast as the server accepts, which is more than it can send, and measures the server and the readers that cannot follow. */
export const overload = ofPeers({
  name: 'overload',
  about: 'as fast as it is taken, one reader in ten reads nothing',
  ratio: { of: 'RSS growth MiB', floor: floor.name, better: 'less' },
  conditions: (settings) => `${readersOf(settings.readers)} · ${dataOf(settings)} · ${windows}`,
  arms: pushPeers,

  async read({ stage, settings: { readers, seconds }, publish, residentMebi }) {
    const { generator } = stage;
    await stage.connect(readers);
    await generator.call('stall', Math.round(readers * stalledShare));
    let published = await publish({ burst, bursts: Math.ceil(fill / burst), interval: 0 });
    const full = residentMebi();
    let most = full;
    const start = monotonic();
    while (monotonic() - start < seconds * 1_000) {
      published += await publish({ burst, bursts: 20, interval: 0 });
      most = Math.max(most, residentMebi());
    }
    const elapsed = monotonic() - start;
    await generator.call('resume');
    const end = await settle(generator, published * readers);
    return {
      'RSS growth MiB': most - full,
      'published/s': (1_000 * (published - fill)) / elapsed,
      gaps: end.gaps,
      'told lost %': (100 * end.told) / (published * readers),
      'silently lost': published * readers - end.delivered - end.told,
      'cut off': end.opened - readers,
    };
  },
});

/** Waits until every notification is accounted for, or nothing has come for two seconds. */
async function settle(clients: StagedPeer['stage']['generator'], expected: number) {
  let seen = await clients.call('reading');
  for (let still = 0; seen.delivered + seen.told < expected && still < 20; ) {
    await delay(100);
    const now = await clients.call('reading');
    still = now.delivered > seen.delivered ? 0 : still + 1;
    seen = now;
  }
  return seen;
}

const commands = 165_000;
/** Commands in one write. */
const chunk = 500;
/** Milliseconds without progress after which a server counts as having stopped reading. */
const patience = 2_000;
/** Pollers, each at its own cursor. */
const pollers = 1_000;
const waves = 3;

/** Sends commands. A misbehaving client reads nothing after the hello. */
async function command(target: Target, behaves: boolean): Promise<Record<string, number>> {
  const socket = connect({ ...target, noDelay: true });
  const closed = new AbortController();
  // The server may cut the connection; that is also a result.
  socket.on('error', () => {}).once('close', () => closed.abort());
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
    if (socket.write(Buffer.concat(frames))) continue;
    const late = AbortSignal.any([closed.signal, AbortSignal.timeout(patience)]);
    // The server takes nothing more if that does not come.
    const goesOn = await once(socket, 'drain', { signal: late }).catch(() => undefined);
    if (!goesOn) break;
  }
  const [left, cut] = [socket.writableLength, socket.destroyed];
  socket.destroy();
  return { 'commands sent': sent, 'bytes not taken': left, 'cut off': Number(cut) };
}

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

const misuses = { 'commands whose acks nobody reads': command, 'polls at as many cursors': poll };

/** The memory that one peer, or many that share nothing, can make the lab keep, beyond what well-behaved peers use with the same commands. */
export const misuse = ofArms({
  name: 'misuse',
  about: 'what the lab can be made to keep, at most, beyond a full window; less is better',
  conditions: (settings) => `${dataOf(settings)} · a window of ${whole(places)} notifications, full`,
  arms: keysOf(misuses),

  read: (stage, arm) =>
    stage.with(lab('websocket'), async ({ running, publish, residentMebi }) => {
      await publish({ burst, bursts: places / burst, interval: 0 });
      await misuses[arm](running.target, true);
      const before = residentMebi();
      const seen = [before];
      const looking = setInterval(() => seen.push(residentMebi()), 10);
      try {
        const done = await misuses[arm](running.target, false);
        const most = Math.max(...seen, residentMebi());
        const { rss } = await running.memory();
        return { 'RSS growth MiB': most - before, 'kept MiB': rss / mebi - before, ...done };
      } finally {
        clearInterval(looking);
      }
    }),
});
