import { setTimeout as delay } from 'node:timers/promises';
import { chromiumReader } from '../model/index.ts';
import { whole } from '../report/format.ts';
import { ofPeers } from './measure.ts';
import { express, floor, longPollingPeer, type Peer, pushPeers } from './peers.ts';

/** Fields that a current browser adds to every request, without those that depend on the page or the kind of stream. */
const fields = chromiumReader('')
  .fields('sse')
  .filter(([name]) => !['Connection', 'Accept', 'Referer'].includes(name));

const waiting: readonly Peer[] = [
  ...pushPeers.filter((peer) => peer !== floor && peer !== express),
  { ...express, name: 'Express sse' },
  { ...express, name: 'Express long-polling', arm: 'long-polling', spoken: { dialect: 'same-again', path: '/stream/long-polling' } },
  longPollingPeer,
];

/** Milliseconds until memory left over from opening is freed. */
const settling = 1_500;

/** The slope of memory over connections, which leaves out the process itself. */
export const memory = ofPeers({
  name: 'memory',
  about: "slope over idle connections with a browser's header fields",
  ratio: { of: 'RSS KiB', floor: 'Express sse', better: 'less' },
  conditions: ({ few, many }) => `${whole(few)} to ${whole(many)} connections · nothing published`,
  arms: waiting.map((peer) => ({ ...peer, spoken: { ...peer.spoken, fields } })),

  async read({ stage, running, settings: { few, many } }) {
    const weigh = async (more: number) => {
      await stage.connect(more);
      await delay(settling);
      return running.memory();
    };
    const before = await weigh(few);
    const after = await weigh(many - few);
    const slope = (one = Number.NaN, other = Number.NaN) => (other - one) / 1_024 / (many - few);
    return { 'RSS KiB': slope(before.rss, after.rss), 'heap KiB': slope(before.heap, after.heap) };
  },
});
