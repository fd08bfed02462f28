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

/** The stream server of the lab. A restart replaces it with another one that has an empty log. */
export class RestartableStreams {
  /** The current log. During a restart it is closed and refuses to store. */
  readonly log: NotificationLog;
  /** The same for sources, but it waits during a restart, so that a file is read on from the same line. */
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

  /** @param options of the first server, and of later ones until a restart changes them */
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

  /** The options of the current or the last server. */
  get options(): ServeOptions {
    return this.#options;
  }

  get port(): number {
    return this.#running?.port ?? 0;
  }

  /** Registers a function that is called with each new server before its first connection. */
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
   * Restarts the streams. Meanwhile the relay accepts connections and resets them. Never rejects: `broken` resolves if the streams did not come back.
   * @param back aborts the wait, to bring them back early
   * @param options of the new server
   */
  restart(weather: WeatherProcess, seconds: number, back: AbortSignal, options: Partial<ServeOptions> = {}): Promise<void> {
    this.#restarting = this.#restart(weather, seconds, back, options).catch(this.#break);
    return this.#restarting;
  }

  async #restart(weather: WeatherProcess, seconds: number, back: AbortSignal, options: Partial<ServeOptions>): Promise<void> {
    // Port 0, where nothing ever listens: another program may have taken the old port by now.
    await weather.retarget({ port: 0 });
    const signal = AbortSignal.any([back, this.#closing.signal]);
    await Promise.all([this.running.close(), pause(seconds * 1_000, undefined, { signal }).catch(() => {})]);
    if (this.#closing.signal.aborted) return;
    this.#options = { ...this.#options, ...options };
    const { port, close } = await this.begin({ host: '127.0.0.1', port: 0 });
    // The lab was closed in the meantime, so close the new server here.
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
