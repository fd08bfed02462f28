import type { Server } from 'node:http';
import type { Application } from 'express';
import { originGuard } from '../stream/guard/origin.ts';
import type { HttpHost } from '../stream/http/http-host.ts';
import type { NotificationLog, Stop } from '../stream/log/notification-log.ts';
import { LabTokens } from './access/tokens.ts';
import { Bots } from './apparatus/bots/bots.ts';
import { Classroom } from './apparatus/classroom.ts';
import { LabControl } from './apparatus/control.ts';
import { mountReport } from './apparatus/report/mount.ts';
import { RestartableStreams } from './apparatus/streams.ts';
import { type AccessRules, TelemetryTickets } from './apparatus/telemetry/access.ts';
import type { LabAddress } from './apparatus/telemetry/messages.ts';
import { TelemetryServers } from './apparatus/telemetry/servers.ts';
import { Telemetry } from './apparatus/telemetry/telemetry.ts';
import { forkWeather, type WeatherProcess } from './apparatus/weather/process.ts';
import type { Config } from './config.ts';
import { forwardedBy } from './forwarded.ts';
import { lanUrls, reachableAt, urlOf } from './lan-urls.ts';
import { RelayedClients } from './limits/address.ts';
import { boundsOf } from './limits/visitors.ts';
import { mountPage } from './page.ts';
import { requireSafety } from './safety.ts';
import { servedWith, serveOptionsOf } from './serve-options.ts';
import { openSource } from './sources/index.ts';
import { type Mount, startStreamServer } from './stream-server.ts';

/** A running lab. */
export interface Lab {
  /** `http://localhost:<port>`, or the host it was told to listen on. */
  readonly url: string;
  readonly port: number;
  /** The answer of `GET /lab`. */
  readonly address: LabAddress;
  /** The process that holds the port; `undefined` without a relay. */
  readonly weatherPid: number | undefined;
  /** The token that gives control; '' for none. */
  readonly token: string;
  /** The token needed to read and publish; '' if everybody may. */
  readonly readToken: string;
  /** The current log; a restart brings another. */
  readonly log: NotificationLog;
  /** The server of the streams, for tests that watch its connections. */
  readonly server: Server;
  /** Returns the number of readers: push connections and held polls. */
  readonly followers: () => number;
  /** Resolves if a part has failed and the lab cannot go on. */
  readonly broken: Promise<Error>;
  /** Ends sources, streams and connections, in this order. May be called twice. */
  close(): Promise<void>;
}

/**
 * Creates all parts of the lab and connects them.
 * @param report called with a line of text about the sources and the bots
 * @param raise starts the relay that makes the weather; default: in a process of its own
 * @throws UsageError, ListenError or SourceError; nothing is left running then
 */
export async function startLab(config: Config, report: (line: string) => void = () => {}, raise = forkWeather): Promise<Lab> {
  requireSafety(config, report);
  const lab = new RunningLab(config, report, raise);
  try {
    await lab.start();
    return lab;
  } catch (error) {
    await lab.close();
    throw error;
  }
}

/** Milliseconds for last messages to pass the relay. */
const mostGrace = 1_000;

class RunningLab implements Lab {
  readonly #tokens: LabTokens;
  readonly #tickets = new TelemetryTickets();
  readonly #relayed = new RelayedClients();
  readonly broken: Promise<Error>;
  readonly #config: Config;
  readonly #report: (line: string) => void;
  readonly #raise: typeof forkWeather;
  readonly #streams: RestartableStreams;
  readonly #control: LabControl;
  readonly #telemetry: Telemetry;
  readonly #classroom = new Classroom();
  readonly #sources: Stop[] = [];
  #break: (error: Error) => void = () => {};
  #weather: WeatherProcess | undefined;
  readonly #around: TelemetryServers;
  #ended: Promise<void> | undefined;

  constructor(config: Config, report: (line: string) => void, raise: typeof forkWeather) {
    const { host, ticker, rtt } = config;
    this.#config = config;
    this.#report = report;
    this.#raise = raise;
    this.#tokens = new LabTokens(config.token, config.readToken);
    const { requirePublishing } = this.#classroom;
    this.#streams = new RestartableStreams(
      (place, options) =>
        startStreamServer(servedWith(config, options), {
          ...{ ...place, mounts: this.#mounts(), report, requirePublishing },
          ...{ tokens: this.#tokens, relayed: this.#relayed },
        }),
      serveOptionsOf(config),
    );
    this.broken = new Promise((resolve) => {
      this.#break = resolve;
    });
    void this.#streams.broken.then(this.#break);
    const bots = new Bots(() => ({ host: reachableAt(host), port: this.port }), report, this.#tokens.isClosed);
    const settings = { ticker: ticker * 1_000, conditions: { rtt } };
    this.#control = new LabControl(this.#streams, { weather: () => this.#weather, bots, classroom: this.#classroom }, settings);
    this.#telemetry = new Telemetry(this.#streams, this.#control);
    this.#around = new TelemetryServers(this.#telemetry, { ...config, tokens: this.#tokens, tickets: this.#tickets });
  }

  get token(): string {
    return this.#tokens.control;
  }

  get readToken(): string {
    return this.#tokens.read;
  }

  get url(): string {
    return urlOf(this.#config.host, this.port);
  }

  get port(): number {
    return this.#weather?.port ?? this.#streams.port;
  }

  get address(): LabAddress {
    return { weather: this.#config.weather, urls: lanUrls(this.#config.host, this.port) };
  }

  get weatherPid(): number | undefined {
    return this.#weather?.pid;
  }

  get log(): NotificationLog {
    return this.#streams.running.log;
  }

  get server(): Server {
    return this.#streams.running.server;
  }

  get followers(): () => number {
    return this.#streams.running.followers;
  }

  async start(): Promise<void> {
    const { host, port, weather, source } = this.#config;
    await this.#streams.begin(weather ? { host: '127.0.0.1', port: 0 } : { host, port });
    if (weather) await this.#raiseWeather();
    for (const what of source) this.#sources.push(await openSource(what, this.#streams.patientLog, this.#report));
    this.#control.start();
  }

  close(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  /** Everything that the public port serves besides the streams. The page comes last, because it answers every other path. */
  #mounts(): readonly Mount[] {
    const { host: listensOn, weather } = this.#config;
    return [
      // With a relay, telemetry must bypass it, so it is mounted elsewhere.
      ...(weather ? [] : [(_app: Application, host: HttpHost) => this.#telemetry.mount(host, this.#rules())]),
      (_app, host) => mountReport(host, { listensOn }),
      (app, host) => mountPage(app, host, () => this.address),
    ];
  }

  async #raiseWeather(): Promise<void> {
    const { host, port, rtt, telemetryPort } = this.#config;
    const bypass = { requests: ['GET /telemetry', 'POST /telemetry/ticket'], port: await this.#around.behindRelay() };
    if (telemetryPort > 0) await this.#around.beside({ host, port: telemetryPort }, () => this.port);
    this.#weather = await this.#raise({ port: this.#streams.port }, { rtt }, { host, port, bypass, bounds: boundsOf(this.#config) }, this.#relayed);
    void this.#weather.died.then((error) => this.#break(new Error(`${error.message} Nobody reaches the lab without it, so the lab ends too.`)));
  }

  async #end(): Promise<void> {
    for (const stop of this.#sources) stop();
    this.#control.close();
    this.#telemetry.close();
    await this.#streams.close();
    const { rtt, jitter } = this.#control.conditions;
    await Promise.all([this.#weather?.close(Math.min(mostGrace, rtt + jitter + 100)), this.#around.close()]);
  }

  #rules(): AccessRules {
    const { host, allowOrigin, trustProxy } = this.#config;
    const forwarded = forwardedBy(trustProxy);
    return { host, tokens: this.#tokens, tickets: this.#tickets, origin: originGuard(allowOrigin, forwarded), forwarded };
  }
}
