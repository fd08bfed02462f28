import { setTimeout as delay } from 'node:timers/promises';
import type { Target } from '../arms/arm.ts';
import type { Publishing } from '../dialects/foreign.ts';
import { monotonic } from '../processes/clock.ts';
import type { OpenOrder } from '../processes/generator-messages.ts';
import { residentBytes } from '../processes/process-usage.ts';
import { markPlace } from '../processes/publisher.ts';
import { Bench, processes } from '../stage/bench.ts';
import { observed } from '../stage/observed.ts';
import type { Stage } from '../stage/stage.ts';
import type { Settings } from './options.ts';
import type { Peer, RunningPeer } from './peers.ts';

/** A pace of publishing. */
export interface Pace {
  /** Publishes that go out with one write, and so arrive together. */
  readonly burst: number;
  readonly bursts: number;
  /** Milliseconds between two of them; 0 is as fast as they are accepted. */
  readonly interval: number;
}

/** Milliseconds until the last delivery, and until clients are open. */
const patience = 60_000;

/** Milliseconds between two waves of polls. */
export const pollInterval = 60;

/** `{"pad":"` and `"}` around the mark. */
const dataAround = 10;

/** Bytes of a MiB. */
export const mebi = 1024 * 1024;

/** A draft as the lab accepts it. The time is the same for all, so that two runs differ in nothing. */
const publishingTo = (target: Target, { givesNoIds }: Peer): Publishing => ({
  target,
  template: {
    method: 'POST',
    path: '/publish',
    fields: [['Content-Type', 'application/json']],
    body: `{${givesNoIds ? '"id":"peer00-1000",' : ''}"event":"bench","data":{"pad":"${markPlace}"},"at":1700000000000}`,
  },
});

/** Clients that ask, and for how many milliseconds before anything is measured. */
type Asking = Required<Pick<OpenOrder, 'arm' | 'spoken' | 'count'>> & Pick<OpenOrder, 'together'> & { readonly warmUp: number };

/** The stage of `npm run bench`, with one peer at a time. @param flags of the lab's Node, such as `--cpu-prof` */
export function peerStage(settings: Settings, flags: readonly string[] = [], signal = new AbortController().signal) {
  const { payload, seed, seconds } = settings;
  const bench = new Bench({ payload: payload - dataAround, seed, pollInterval, hold: 55 }, signal, processes, patience);
  return {
    settings,
    flags,

    /** Starts a peer, runs a function with it, and always stops it. */
    async with<Value>(peer: Peer, act: (staged: StagedPeer) => Promise<Value>): Promise<Value> {
      const running = await peer.start(flags);
      const foreign = { endpoint: { target: running.target, spoken: peer.spoken }, publishing: publishingTo(running.publish, peer) };
      const options = { contender: { arm: peer.arm, twin: false }, seed, foreign };
      return bench.use(options, (stage) => act(stagedPeer(stage, running, settings))).finally(() => running.stop());
    },

    /** What both ends do while clients ask, and how many answers were refused. */
    asking({ pid, target }: Pick<RunningPeer, 'pid' | 'target'>, { arm, spoken, count, together = false, warmUp }: Asking) {
      const options = { contender: { arm, twin: false }, seed, foreign: { endpoint: { target, spoken } }, together };
      return bench.use(options, async (stage) => {
        const { generator } = stage;
        await stage.connect(count);
        await generator.call('start', monotonic());
        await delay(warmUp);
        const seen = await observed(generator, pid, () => delay(seconds * 1_000));
        const { incidents } = await generator.call('received');
        return { ...seen, refused: incidents.length };
      });
    },

    close: () => bench.close(),
  };
}

export type PeerStage = ReturnType<typeof peerStage>;

/** A peer on the stage: the only one that is published to and followed. */
function stagedPeer(stage: Stage, running: RunningPeer, settings: Settings) {
  /** @returns how many were published */
  async function publish({ burst, bursts, interval }: Pace): Promise<number> {
    const times = Array.from({ length: bursts }, (_, number) => number * interval);
    // An overdue publish waits only for the server.
    const start = interval > 0 ? {} : { start: monotonic() };
    const { count } = await stage.publish({ ...start, times, burst });
    return count;
  }

  return {
    stage,
    running,
    settings,
    publish,

    /** Publishes, waits until `readers` have everything, and returns the server's costs and the readers' delays. */
    async stretch(pace: Pace, readers: number) {
      await running.loopDelays?.();
      let published = 0;
      const seen = await observed(stage.generator, running.pid, async () => {
        published = await publish(pace);
        if (readers > 0) await stage.drain(patience);
      });
      return { ...seen, published, missing: published * readers - seen.delivered, late: await running.loopDelays?.() };
    },

    /** Of its process. */
    residentMebi: () => residentBytes(running.pid) / mebi,
  };
}

export type StagedPeer = ReturnType<typeof stagedPeer>;
