import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Bots } from './apparatus/bots/bots.ts';
import { LabControl } from './apparatus/control.ts';
import type { AccessRules } from './apparatus/telemetry/access.ts';
import type { LabAddress } from './apparatus/telemetry/messages.ts';
import { startTelemetryServer, type TelemetryServer } from './apparatus/telemetry/server.ts';
import { Telemetry } from './apparatus/telemetry/telemetry.ts';
import { forkWeather, type WeatherProcess } from './apparatus/weather/process.ts';
import { type Config, ConfigError } from './config.ts';
import { isLoopbackName } from './guard/host-names.ts';
import { originGuard } from './guard/origin.ts';
import type { NotificationLog, Stop } from './log/notification-log.ts';
import { openSource } from './sources/index.ts';
import { type StreamServer, startStreamServer } from './stream-server.ts';

/** A server that runs. */
export interface Lab {
  /** `http://localhost:<port>`, or the host it was told to listen on. */
  readonly url: string;
  readonly port: number;
  /** Where the page finds its telemetry. */
  readonly address: LabAddress;
  /** Gives the right to control; '' is none. */
  readonly token: string;
  /** The one of the moment: a restart brings another. */
  readonly log: NotificationLog;
  /** What the streams listen with, for who watches its connections. */
  readonly server: Server;
  /** Readers at present: push connections and parked polls. */
  readonly followers: () => number;
  /** Resolves if a part of it has gone and it cannot go on. */
  readonly broken: Promise<Error>;
  /** Ends sources, streams and connections, in this order. Calling it twice is harmless. */
  close(): Promise<void>;
}

/**
 * Wires the rooms of the house. Nothing else does.
 * @param report takes what happens to the sources, a line each
 * @throws ConfigError, ListenError or SourceError; nothing is left running then
 */
export async function startLab(config: Config, report: (line: string) => void = () => {}): Promise<Lab> {
  requireSafety(config);
  const lab = new RunningLab(config, report);
  try {
    await lab.start();
    return lab;
  } catch (error) {
    await lab.close();
    throw error;
  }
}

/** Faults, bots and weather are a remote control: nobody gets one by accident. */
function requireSafety({ host, weather, token }: Config): void {
  if (isLoopbackName(host) || !weather || token !== '') return;
  throw new ConfigError(
    `--host ${host}: everybody who reaches this address could break the lab, slow it down and fill it with bots. ` +
      'Start it with --token auto, and only who has the URL that it prints may; or with --no-weather, and nobody may.',
  );
}

/** Milliseconds that goodbyes get to pass the weather. */
const mostGrace = 1_000;

class RunningLab implements Lab {
  readonly token: string;
  readonly broken: Promise<Error>;
  readonly #config: Config;
  readonly #report: (line: string) => void;
  readonly #control: LabControl;
  readonly #telemetry: Telemetry;
  readonly #closing = new AbortController();
  readonly #sources: Stop[] = [];
  #break: (error: Error) => void = () => {};
  #streams: StreamServer | undefined;
  #weather: WeatherProcess | undefined;
  #around: TelemetryServer | undefined;
  #ended: Promise<void> | undefined;

  constructor(config: Config, report: (line: string) => void) {
    this.#config = config;
    this.#report = report;
    this.token = config.token === 'auto' ? randomBytes(18).toString('base64url') : config.token;
    this.broken = new Promise((resolve) => {
      this.#break = resolve;
    });
    const controlled = {
      weather: () => this.#weather,
      log: this.#logOfTheMoment(),
      restart: (seconds: number, back: AbortSignal) => this.#restart(seconds, back),
      bots: new Bots(() => ({ host: reachableAt(config.host), port: this.port }), report),
    };
    this.#control = new LabControl(controlled, {
      ticker: config.ticker * 1_000,
      conditions: { rtt: config.rtt },
      heartbeat: config.heartbeat * 1_000,
      window: config.window,
    });
    this.#telemetry = new Telemetry(this.#control);
  }

  get url(): string {
    return `http://${this.#config.host.includes(':') ? `[${this.#config.host}]` : this.#config.host}:${this.port}`;
  }

  get port(): number {
    return this.#weather?.port ?? this.#streams?.port ?? 0;
  }

  get address(): LabAddress {
    return { telemetryPort: this.#around?.port ?? null, weather: this.#config.weather };
  }

  get log(): NotificationLog {
    return this.#running.log;
  }

  get server(): Server {
    return this.#running.server;
  }

  get followers(): () => number {
    return this.#running.followers;
  }

  async start(): Promise<void> {
    const { host, port, rtt, weather, telemetryPort, source } = this.#config;
    const rules = this.#rules();
    this.#streams = await this.#startStreams(weather ? { host: '127.0.0.1', port: 0 } : { host, port });
    this.#telemetry.follow(this.#streams);
    if (weather) {
      this.#weather = await forkWeather({ port: this.#streams.port }, { rtt }, { host, port });
      void this.#weather.died.then((error) => this.#break(new Error(`${error.message} Nobody reaches the lab without it, so the lab ends too.`)));
      this.#around = await startTelemetryServer(
        this.#config,
        telemetryPort,
        () => this.port,
        (telemetryHost, origin) => this.#telemetry.mount(telemetryHost, { ...rules, origin }),
      );
    }
    const log = this.#logOfTheMoment();
    for (const what of source) this.#sources.push(await openSource(what, log, this.#report));
    this.#control.start();
  }

  close(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #end(): Promise<void> {
    this.#closing.abort();
    for (const stop of this.#sources) stop();
    this.#control.close();
    this.#telemetry.close();
    await this.#streams?.close();
    const { rtt = 0, jitter = 0 } = this.#control.state.weather ?? {};
    await Promise.all([this.#weather?.close(Math.min(mostGrace, rtt + jitter + 100)), this.#around?.close()]);
  }

  get #running(): StreamServer {
    if (!this.#streams) throw new Error('The lab has not been started.');
    return this.#streams;
  }

  #rules(): AccessRules {
    const { host, allowOrigin } = this.#config;
    return { host, token: this.token, origin: originGuard(allowOrigin) };
  }

  #startStreams(place: { host: string; port: number }): Promise<StreamServer> {
    const ownOrigin = !this.#config.weather;
    return startStreamServer(this.#config, {
      ...place,
      address: () => this.address,
      ...(ownOrigin && { mount: (host) => this.#telemetry.mount(host, this.#rules()) }),
    });
  }

  /** While nobody listens behind it, the weather takes connections and resets them. */
  async #restart(seconds: number, back: AbortSignal): Promise<void> {
    // Nothing ever listens on port 0: the port of before may be somebody else's by now.
    await this.#weather?.retarget({ port: 0 });
    await Promise.all([
      this.#running.close(),
      pause(seconds * 1_000, undefined, { signal: AbortSignal.any([back, this.#closing.signal]) }).catch(() => {}),
    ]);
    if (this.#closing.signal.aborted) return;
    try {
      this.#streams = await this.#startStreams({ host: '127.0.0.1', port: 0 });
      this.#telemetry.follow(this.#streams);
      await this.#weather?.retarget({ port: this.#streams.port });
      if (this.#closing.signal.aborted) await this.#streams.close();
    } catch (error) {
      this.#break(error as Error);
    }
  }

  /** What feeds the log goes on over a restart; meanwhile its log is closed, and refuses. */
  #logOfTheMoment(): NotificationLog {
    const current = () => this.#running.log;
    return {
      get window() {
        return current().window;
      },
      append: (drafts) => current().append(drafts),
      onAppend: (wake) => current().onAppend(wake),
      close: () => current().close(),
    };
  }
}

/** Where a client of this machine reaches a host that may be a wildcard. */
function reachableAt(host: string): string {
  if (host === '::1') return 'localhost';
  return host === 'localhost' || host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
}
