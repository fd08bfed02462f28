import { chromiumReader } from '../model/index.ts';
import type { Peer } from './peer.ts';
import { longPollingPeer, peerNamed, pushPeers } from './push-peers.ts';
import type { Reading } from './reading.ts';
import type { StagedPeer } from './stage.ts';

/** Fields that a current browser adds to every request, without those that depend on the page or the kind of stream. */
const fields = chromiumReader('')
  .fields('sse')
  .filter(([name]) => !['Connection', 'Accept', 'Referer'].includes(name));

/** Connections that wait, with the header fields of a browser. */
export const memoryPeers = (): readonly Peer[] => waiting().map((peer) => ({ ...peer, spoken: { ...peer.spoken, fields } }));

const waiting = (): readonly Peer[] => [
  ...['lab websocket', 'ws', 'lab sse', 'better-sse', 'Socket.IO'].map(peerNamed),
  { ...peerNamed('Express res.write'), name: 'Express sse' },
  longPollingPeer,
  {
    ...peerNamed('Express res.write'),
    name: 'Express long-polling',
    arm: 'long-polling',
    spoken: { dialect: 'same-again', path: '/stream/long-polling' },
  },
  ...pushPeers.filter(({ name }) => name.startsWith('nchan')),
];

/** Milliseconds until memory left over from opening is freed. */
const settling = 1_500;

/** The slope of memory over connections, which leaves out the process itself. */
export async function readMemory(staged: StagedPeer): Promise<Reading['values']> {
  const { few, many } = staged.settings;
  const weigh = async (more: number) => {
    await staged.stage.connect(more);
    await new Promise((resolve) => setTimeout(resolve, settling));
    return staged.running.memory();
  };
  const before = await weigh(few);
  const after = await weigh(many - few);
  const slope = (one = Number.NaN, other = Number.NaN) => (other - one) / 1_024 / (many - few);
  return { 'RSS KiB': slope(before.rss, after.rss), 'heap KiB': slope(before.heap, after.heap) };
}
