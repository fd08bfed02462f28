import type { Remote } from '../../server/lab/processes/channel.ts';
import type { Target } from '../arms/arm.ts';
import type { Publishing } from '../dialects/foreign.ts';
import { monotonic } from '../processes/clock.ts';
import type { GeneratorHandlers } from '../processes/generator.ts';
import type { OpenOrder } from '../processes/generator-messages.ts';
import { residentBytes } from '../processes/process-usage.ts';
import { markPlace } from '../processes/publisher.ts';
import { Bench, processes } from '../stage/bench.ts';
import type { Stage } from '../stage/stage.ts';
import { observed } from './observed.ts';
import type { Peer, RunningPeer } from './peer.ts';
import type { Settings } from './settings.ts';

/** A pace of publishing. */
export interface Pace {
  /** Publishes that go out with one write, and so come in together. */
  readonly burst: number;
  readonly bursts: number;
  /** Milliseconds between two of them; 0 is as fast as they are taken. */
  readonly interval: number;
}

/** Milliseconds that the last deliveries, and opening, may take. */
const patience = 60_000;

/** Milliseconds between two waves of questions. */
export const pollInterval = 60;

/** `{"pad":"` and `"}` around the mark. */
const dataAround = 10;

/** A draft as the lab takes it. The time is one for all, so that two runs differ in nothing. */
const publishingTo = (target: Target, { givesNoIds }: Peer): Publishing => ({
  target,
  template: {
    method: 'POST',
    path: '/publish',
    fields: [['Content-Type', 'application/json']],
    body: `{${givesNoIds ? '"id":"peer00-1000",' : ''}"event":"bench","data":{"pad":"${markPlace}"},"at":1700000000000}`,
  },
});

/** What clients are opened for. */
type Asked = Required<Pick<OpenOrder, 'arm' | 'target' | 'spoken' | 'count'>> & Pick<OpenOrder, 'together'>;

/** The bench of `npm run bench`, on which there is one peer at a time. */
export class PeerStage {
  readonly settings: Settings;
  /** Of the lab's Node, such as `--cpu-prof`. */
  readonly flags: readonly string[];
  readonly #bench: Bench;

  constructor(settings: Settings, flags: readonly string[] = [], signal = new AbortController().signal) {
    const { payload, seed } = settings;
    this.settings = settings;
    this.flags = flags;
    this.#bench = new Bench({ payload: payload - dataAround, seed, pollInterval, hold: 55 }, signal, processes, patience);
  }

  /** Starts a peer, does something with it, and stops it whatever happens. */
  async with<Value>(peer: Peer, act: (staged: StagedPeer) => Promise<Value>): Promise<Value> {
    const running = await peer.start(this.flags);
    const foreign = { endpoint: { target: running.target, spoken: peer.spoken }, publishing: publishingTo(running.publish, peer) };
    const options = { contender: { arm: peer.arm, twin: false }, seed: this.settings.seed, foreign };
    return this.#bench.use(options, (stage) => act(new StagedPeer(stage, running, this.settings))).finally(() => running.stop());
  }

  /** Opens clients that ask, does something with them, and closes them whatever happens. */
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

/** A peer on the stage: the only one that is read, and published to. */
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
    // What was due a moment ago waits for nothing but the server.
    const start = interval > 0 ? {} : { start: monotonic() };
    const { count } = await this.stage.publish({ ...start, times, burst });
    return count;
  }

  /** Publishes, waits until `readers` have everything, and tells what it cost the server and brought the readers. */
  async stretch(pace: Pace, readers: number) {
    let published = 0;
    const seen = await observed(this.stage.generator, this.running.pid, async () => {
      published = await this.publish(pace);
      if (readers > 0) await this.stage.drain(patience);
    });
    return { ...seen, published, missing: published * readers - seen.delivered };
  }

  /** Bytes that its process has resident. */
  get resident(): number {
    return residentBytes(this.running.pid);
  }
}
