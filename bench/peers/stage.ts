import type { Remote } from '../../server/lab/processes/channel.ts';
import type { Target } from '../arms/arm.ts';
import type { Publishing } from '../dialects/foreign.ts';
import { monotonic } from '../processes/clock.ts';
import type { GeneratorHandlers } from '../processes/generator.ts';
import type { OpenOrder } from '../processes/generator-messages.ts';
import { residentBytes } from '../processes/process-usage.ts';
import { markPlace } from '../processes/publisher.ts';
import { Bench, processes } from '../stage/bench.ts';
import { observed } from '../stage/observed.ts';
import type { Stage } from '../stage/stage.ts';
import type { Peer, RunningPeer } from './peer.ts';
import type { Settings } from './settings.ts';

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

/** Options of the clients that are opened. */
type Asked = Required<Pick<OpenOrder, 'arm' | 'target' | 'spoken' | 'count'>> & Pick<OpenOrder, 'together'>;

/** The stage of `npm run bench`, with one peer at a time. */
export class PeerStage {
  readonly settings: Settings;
  /** Flags of the lab's Node, such as `--cpu-prof`. */
  readonly flags: readonly string[];
  readonly #bench: Bench;

  constructor(settings: Settings, flags: readonly string[] = [], signal = new AbortController().signal) {
    const { payload, seed } = settings;
    this.settings = settings;
    this.flags = flags;
    this.#bench = new Bench({ payload: payload - dataAround, seed, pollInterval, hold: 55 }, signal, processes, patience);
  }

  /** Starts a peer, runs a function with it, and always stops it. */
  async with<Value>(peer: Peer, act: (staged: StagedPeer) => Promise<Value>): Promise<Value> {
    const running = await peer.start(this.flags);
    const foreign = { endpoint: { target: running.target, spoken: peer.spoken }, publishing: publishingTo(running.publish, peer) };
    const options = { contender: { arm: peer.arm, twin: false }, seed: this.settings.seed, foreign };
    return this.#bench.use(options, (stage) => act(new StagedPeer(stage, running, this.settings))).finally(() => running.stop());
  }

  /** Opens polling clients, runs a function with them, and always closes them. */
  asking<Value>({ arm, target, spoken, count, together = false }: Asked, act: (generator: Remote<GeneratorHandlers>) => Promise<Value>) {
    const options = { contender: { arm, twin: false }, seed: this.settings.seed, foreign: { endpoint: { target, spoken } }, together };
    return this.#bench.use(options, async (stage) => {
      await stage.connect(count);
      return act(stage.generator);
    });
  }

  close(): Promise<void> {
    return this.#bench.close();
  }
}

/** A peer on the stage: the only one that is published to and followed. */
export class StagedPeer {
  readonly stage: Stage;
  readonly running: RunningPeer;
  readonly settings: Settings;

  constructor(stage: Stage, running: RunningPeer, settings: Settings) {
    this.stage = stage;
    this.running = running;
    this.settings = settings;
  }

  /** @returns how many were published */
  async publish({ burst, bursts, interval }: Pace): Promise<number> {
    const times = Array.from({ length: bursts }, (_, number) => number * interval);
    // An overdue publish waits only for the server.
    const start = interval > 0 ? {} : { start: monotonic() };
    const { count } = await this.stage.publish({ ...start, times, burst });
    return count;
  }

  /** Publishes, waits until `readers` have everything, and returns the server's costs and the readers' delays. */
  async stretch(pace: Pace, readers: number) {
    let published = 0;
    const seen = await observed(this.stage.generator, this.running.pid, async () => {
      published = await this.publish(pace);
      if (readers > 0) await this.stage.drain(patience);
    });
    return { ...seen, published, missing: published * readers - seen.delivered };
  }

  /** Resident bytes of its process. */
  get resident(): number {
    return residentBytes(this.running.pid);
  }
}
