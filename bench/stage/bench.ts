import { forkWeather, type WeatherProcess } from '../../server/lab/apparatus/weather/process.ts';
import type { Remote } from '../../server/lab/processes/channel.ts';
import type { Target } from '../arms/index.ts';
import { type StagedFront, stageFront } from '../fronts/staged-front.ts';
import { forkProcess } from '../processes/fork-process.ts';
import type { GeneratorHandlers } from '../processes/generator.ts';
import type { PublisherHandlers } from '../processes/publisher-handlers.ts';
import type { ServerHandlers } from '../processes/server-main.ts';
import type { CodingName } from '../result/codings.ts';
import type { ArmName } from '../result/result.ts';
import type { FrontName } from '../result/vias.ts';
import type { StreamSettings } from '../run/settings.ts';
import { Stage } from './stage.ts';
import type { StageOptions } from './staged-server.ts';

/** A way from the clients to the server. */
export interface Path {
  /** Where clients connect. */
  readonly target: Target;
  close(): Promise<void>;
}

/** Makes the parts of a stage; tests replace some of them. */
export interface Parts {
  server(arm: ArmName, flags: readonly string[]): Remote<ServerHandlers>;
  /** The same stream from a small server, with or without compression. */
  compressing(coding: CodingName): Remote<ServerHandlers>;
  generator(): Remote<GeneratorHandlers>;
  publisher(): Remote<PublisherHandlers>;
  /** @param rtt milliseconds to be added */
  path(target: Target, rtt: number): Promise<Path>;
  /** A proxy of `deploy`. */
  front(name: FrontName, server: Target): Promise<StagedFront>;
}

const loopback = '127.0.0.1';

/**
 * A server of the lab, or of the floor, in a process of its own. @param code folder of the server's built code; absent: the code that this file
 * belongs to
 */
export const serverOf =
  (code?: string): Parts['server'] =>
  (arm, flags) =>
    arm === 'tcp'
      ? forkProcess('tcp-server-main', `server of ${arm}`, flags, ['--expose-gc'])
      : forkProcess('server-main', `server of ${arm}`, [...(code ? ['--code', code] : []), ...flags], ['--expose-gc']);

/** The parts of a real run: each in a process of its own. */
export const processes: Parts = {
  server: serverOf(),
  compressing: (coding) => forkProcess<ServerHandlers>('compressing-server-main', `server with compression ${coding}`, [coding], ['--expose-gc']),
  generator: () => forkProcess<GeneratorHandlers>('generator-main', 'load generator'),
  publisher: () => forkProcess<PublisherHandlers>('publisher-main', 'publisher'),
  front: stageFront,
  async path(target, rtt) {
    if (rtt === 0) return { target, close: async () => {} };
    const relay: WeatherProcess = await forkWeather(target, { rtt });
    return { target: { ...target, host: loopback, port: relay.port }, close: () => relay.close() };
  },
};

/** Deliveries per second that the generator can receive, as measured on the floor; 0 until it was. */
export interface Headroom {
  deliveries: number;
}

/** The setup that tasks run on: a generator and a publisher for the whole run, and a fresh server for each stage. */
export class Bench {
  readonly settings: StreamSettings;
  readonly signal: AbortSignal;
  readonly parts: Parts;
  readonly headroom: Headroom = { deliveries: 0 };
  /** Versions of programs that a task has used, besides those of every run. */
  readonly versions: Record<string, string> = {};
  readonly #generator: Remote<GeneratorHandlers>;
  readonly #publisher: Remote<PublisherHandlers>;
  readonly #open = new Set<Stage>();

  /** Milliseconds for clients to connect. */
  readonly patience: number;

  constructor(settings: StreamSettings, signal: AbortSignal, parts: Parts = processes, patience = 20_000) {
    this.settings = settings;
    this.signal = signal;
    this.patience = patience;
    this.parts = parts;
    this.#generator = parts.generator();
    this.#publisher = parts.publisher();
  }

  /** A fresh server without clients. Close it, or let `use` do that. */
  async stage(options: StageOptions): Promise<Stage> {
    this.signal.throwIfAborted();
    const stage = await Stage.open(this, this.#generator, this.#publisher, options);
    this.#open.add(stage);
    return stage;
  }

  /** Opens a stage, runs a function on it, and always closes it. */
  async use<Value>(options: StageOptions, act: (stage: Stage) => Promise<Value>): Promise<Value> {
    const stage = await this.stage(options);
    try {
      return await act(stage);
    } finally {
      await stage.close();
      this.#open.delete(stage);
    }
  }

  /** A second setup with its own generator and publisher, for tasks that run at the same time. Close it. */
  apart(settings: StreamSettings = this.settings): Bench {
    return new Bench(settings, this.signal, this.parts, this.patience);
  }

  /** Ends all its processes. */
  async close(): Promise<void> {
    await Promise.all([...this.#open].map((stage) => stage.close()));
    await Promise.all([this.#generator.stop(), this.#publisher.stop()]);
  }
}
