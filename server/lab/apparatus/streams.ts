import { setTimeout as pause } from 'node:timers/promises';
import type { NotificationLog } from '../../stream/log/notification-log.ts';
import type { StreamServer } from '../stream-server.ts';
import type { ServeOptions } from './telemetry/messages.ts';
import type { WeatherProcess } from './weather/process.ts';

/** Where a stream server listens. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

/** The stream server that runs at present. A restart takes it away, and brings another with an empty log. */
export class RestartableStreams {
  /** The log of the moment. During a restart it is closed, and refuses. */
  readonly log: NotificationLog;
  /** The same for sources, which wait meanwhile: a file that is read goes on where it was. */
  readonly patientLog: NotificationLog;
  /** Resolves if a restart could not bring the streams back. */
  readonly broken: Promise<Error>;
  readonly #start: (place: Place, options: ServeOptions) => Promise<StreamServer>;
  #began: (streams: StreamServer) => void = () => {};
  #break: (error: Error) => void = () => {};
  readonly #closing = new AbortController();
  #options: ServeOptions;
  #running: StreamServer | undefined;
  #restarting: Promise<void> | undefined;

  /** @param options of the first server, and of those after it until a restart is told others */
  constructor(start: (place: Place, options: ServeOptions) => Promise<StreamServer>, options: ServeOptions) {
    this.#start = start;
    this.#options = options;
    this.broken = new Promise((resolve) => {
      this.#break = resolve;
    });
    this.log = this.#logOfTheMoment((drafts) => this.running.log.append(drafts));
    this.patientLog = this.#logOfTheMoment(async (drafts) => {
      await this.#restarting;
      return this.running.log.append(drafts);
    });
  }

  get running(): StreamServer {
    if (!this.#running) throw new Error('The streams have not begun.');
    return this.#running;
  }

  /** What those are served with that run, or ran last. */
  get options(): ServeOptions {
    return this.#options;
  }

  get port(): number {
    return this.#running?.port ?? 0;
  }

  /** Calls `began` with each server that starts, before it has its first connection. */
  onBegin(began: (streams: StreamServer) => void): void {
    this.#began = began;
  }

  /** @throws ListenError */
  async begin(place: Place): Promise<StreamServer> {
    this.#running = await this.#start(place, this.#options);
    this.#began(this.#running);
    return this.#running;
  }

  /**
   * While nobody listens behind it, the weather takes connections and resets them. Never rejects: `broken` tells when the streams did not come back.
   * @param back brings them back before their time
   * @param options what they are served with from then on
   */
  restart(weather: WeatherProcess, seconds: number, back: AbortSignal, options: Partial<ServeOptions> = {}): Promise<void> {
    this.#restarting = this.#restart(weather, seconds, back, options).catch(this.#break);
    return this.#restarting;
  }

  async #restart(weather: WeatherProcess, seconds: number, back: AbortSignal, options: Partial<ServeOptions>): Promise<void> {
    // Nothing ever listens on port 0: the port of before may be somebody else's by now.
    await weather.retarget({ port: 0 });
    const signal = AbortSignal.any([back, this.#closing.signal]);
    await Promise.all([this.running.close(), pause(seconds * 1_000, undefined, { signal }).catch(() => {})]);
    if (this.#closing.signal.aborted) return;
    this.#options = { ...this.#options, ...options };
    const { port, close } = await this.begin({ host: '127.0.0.1', port: 0 });
    // The lab was closed in the meantime: this one came too late to be closed with it.
    if (this.#closing.signal.aborted) await close();
    else await weather.retarget({ port });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([this.#running?.close(), this.#restarting]);
  }

  #logOfTheMoment(append: NotificationLog['append']): NotificationLog {
    const current = () => this.running.log;
    return {
      get window() {
        return current().window;
      },
      append,
      onAppend: (wake) => current().onAppend(wake),
      close: () => current().close(),
    };
  }
}
