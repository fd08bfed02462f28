import type { Remote } from '../../server/lab/processes/channel.ts';
import { monotonic } from '../processes/clock.ts';
import { forkProcess } from '../processes/fork-process.ts';
import type { Peer, RunningPeer } from './peer.ts';
import { processorTime } from './processor-time.ts';
import type { PeerPublishOrder } from './publisher.ts';
import type { PeerPublisherHandlers } from './publisher-main.ts';
import { orderOf } from './readers.ts';
import type { ReadersHandlers } from './readers-main.ts';

/** A pace of publishing. */
export type Pace = Pick<PeerPublishOrder, 'burst' | 'bursts' | 'interval' | 'payload'>;

/** What one stretch of publishing cost the server, and brought the readers. */
export interface Stretch {
  readonly published: number;
  readonly delivered: number;
  readonly expected: number;
  /** Bytes that readers received. */
  readonly bytes: number;
  /** Microseconds of the server's processor time. */
  readonly cpu: number;
  /** Milliseconds from the first publish to the last delivery. */
  readonly elapsed: number;
  /** Share of the readers' process that was busy. */
  readonly generator: number;
}

/** Milliseconds that the last deliveries may take. */
const patience = 60_000;

/** The readers' process and the publisher's, which stay for a whole run, and one peer at a time. */
export class PeerStage {
  readonly readers: Remote<ReadersHandlers> = forkProcess<ReadersHandlers>('../peers/readers-main', 'readers');
  readonly #publisher: Remote<PeerPublisherHandlers> = forkProcess<PeerPublisherHandlers>('../peers/publisher-main', 'publisher');

  /** Starts a peer, does something with it, and stops it whatever happens. @param flags of its Node */
  async with<Value>(peer: Peer, flags: readonly string[], act: (running: RunningPeer) => Promise<Value>): Promise<Value> {
    const running = await peer.start(flags);
    try {
      await this.#publisher.call('connect', running.publish.target);
      return await act(running);
    } finally {
      await this.readers.call('close').catch(() => {});
      await running.stop();
    }
  }

  open(peer: Peer, running: RunningPeer, count: number, fields = ''): Promise<void> {
    return this.readers.call('open', orderOf(running.target, peer.greeting(running.target, fields), count, peer.alive));
  }

  publish(peer: Peer, running: RunningPeer, pace: Pace): Promise<number> {
    return this.#publisher.call('publish', { path: running.publish.path, body: peer.body ?? 'draft', ...pace });
  }

  /** Publishes, and waits until `readers` of them have everything. */
  async stretch(peer: Peer, running: RunningPeer, pace: Pace, readers: number): Promise<Stretch> {
    const before = await this.readers.call('reading');
    const [cpu, start] = [processorTime(running.pid), monotonic()];
    const published = await this.publish(peer, running, pace);
    const expected = published * readers;
    await this.readers.call('until', { delivered: before.delivered + expected, wait: patience });
    const [used, elapsed] = [processorTime(running.pid) - cpu, monotonic() - start];
    const after = await this.readers.call('reading');
    const [active, idle] = [after.active - before.active, after.idle - before.idle];
    return {
      published,
      expected,
      delivered: after.delivered - before.delivered,
      bytes: after.bytes - before.bytes,
      cpu: used,
      elapsed,
      generator: active / Math.max(1, active + idle),
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.readers.stop(), this.#publisher.stop()]);
  }
}
