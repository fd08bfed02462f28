import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { sweepEvery } from '../../../stream/delivery/sweep-every.ts';
import type { Host } from '../../../stream/host.ts';
import { answerJson } from '../../../stream/http/json-response.ts';
import type { NotificationLog, Stop } from '../../../stream/log/notification-log.ts';
import { clock } from '../../../stream/log/wall-clock.ts';
import { PeerError } from '../../../stream/problem.ts';
import { reportMistake } from '../../output.ts';
import type { StreamServer } from '../../stream-server.ts';
import type { LabControl } from '../control.ts';
import type { RestartableStreams } from '../streams.ts';
import { type AccessRules, accessOf } from './access.ts';
import { ArrivalsFeed } from './arrivals-feed.ts';
import { LoadMeter } from './load.ts';
import type { TelemetryCommand, TelemetryMessage } from './messages.ts';
import { publishedSince } from './published.ts';
import { Refusal } from './refusal.ts';
import { noSeat, Seats } from './seats.ts';
import { Session, turnAway } from './session.ts';
import { Tabs } from './tabs.ts';

const messageBytes = 64 * 1024;

/** Milliseconds. `farewell` is how long the pages' settings stay after the last page has gone, so that they survive a reload. */
const intervals = { batch: 100, load: 1_000, ping: 15_000, farewell: 5_000 };

/** Sends pages the server's view of their streams, and executes their commands. */
export class Telemetry {
  readonly #control: LabControl;
  readonly #seats = new Seats();
  readonly #sessions = this.#seats.sessions;
  readonly #arrivals: ArrivalsFeed;
  readonly #tabs = new Tabs(this.#sessions);
  readonly #server = new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload: messageBytes });
  #running: StreamServer | undefined;
  #unfollow: Stop = () => {};
  #load: LoadMeter | undefined;
  #timers: NodeJS.Timeout[] = [];
  #stopPinging: Stop = () => {};
  #calming: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(streams: RestartableStreams, control: LabControl) {
    this.#control = control;
    this.#arrivals = new ArrivalsFeed((from) => control.arrivals(from));
    streams.onBegin((running) => this.#follow(running));
    control.onChange((state) => this.#tellAll({ type: 'state', state }));
  }

  /** Handles the upgrades of `/telemetry`, and issues tickets for them. */
  mount(host: Host, rules: AccessRules): void {
    this.#server.on('wsClientError', (error, socket) =>
      host.refuse(
        socket,
        new PeerError('bad-request', `Expected a WebSocket handshake; got one that is none: ${error.message}. See RFC 6455, section 4.`),
      ),
    );
    host.route('GET', '/telemetry', () => {
      throw new PeerError('upgrade-required', 'Expected a WebSocket upgrade; got a plain request. Open it with `new WebSocket(…)`.', {
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
      });
    });
    host.route('POST', '/telemetry/ticket', (request, response) => {
      answerJson(response, 200, { ticket: rules.tickets.give(request, rules.tokens) });
    });
    host.onUpgrade('/telemetry', (request, socket, head) => {
      if (this.#closed) throw new PeerError('unavailable', 'Expected a running lab; this one is shutting down. Look again later.');
      const access = accessOf(request, rules);
      const seated = this.#seats.offer(access.may);
      // Programs can read an HTTP answer; pages cannot, so they get the reason in a Close frame.
      if (!seated && (request.headers.origin === undefined || !this.#seats.hasRoomToTell))
        throw new PeerError('unavailable', noSeat, { 'Retry-After': '5' });
      this.#server.handleUpgrade(request, socket, head, (ws) => {
        (socket as Socket).setNoDelay(true);
        if (!seated) {
          this.#seats.tell(ws);
          turnAway(ws, noSeat);
          return;
        }
        const session = new Session(ws, access, (command, from) => this.#obey(command, from), host.onError);
        ws.once('close', () => this.#leave(session));
        this.#welcome(session, rules.tokens.read);
      });
    });
  }

  close(): void {
    this.#closed = true;
    this.#unfollow();
    clearTimeout(this.#calming);
    this.#tabs.close();
    for (const session of this.#sessions) session.close();
    this.#rest();
  }

  /** Records these streams from now on; the earlier ones are gone. */
  #follow(running: StreamServer): void {
    this.#unfollow();
    this.#running = running;
    this.#tabs.attach(running.server);
    this.#unfollow = this.#tellPublished(running.log);
  }

  #tellPublished(log: NotificationLog): Stop {
    let seen = log.window.head;
    return log.onAppend(() => {
      const from = seen;
      seen = log.window.head;
      const watching = [...this.#sessions].filter(({ tab }) => tab !== undefined);
      if (watching.length === 0) return;
      for (const record of publishedSince(log.window, from)) for (const session of watching) session.trace(record);
    });
  }

  /** @param invitation the token that a teacher's page adds to the link for a class */
  #welcome(session: Session, invitation: string): void {
    clearTimeout(this.#calming);
    if (this.#sessions.size === 0) this.#wake();
    this.#sessions.add(session);
    session.send({
      type: 'welcome',
      state: this.#control.state,
      ...session.access,
      ...(session.access.may === 'control' && invitation !== '' && { invitation }),
    });
    // The first page gets the relay's counts with the next second instead.
    if (this.#arrivals.kept.at > 0) session.send({ type: 'arrivals', arrivals: this.#arrivals.kept });
  }

  #leave(session: Session): void {
    this.#sessions.delete(session);
    if (this.#closed) return;
    this.#tabs.leave(session.tab);
    if (this.#sessions.size > 0) return;
    this.#rest();
    this.#calming = setTimeout(() => void this.#control.calm().catch(reportMistake), intervals.farewell);
  }

  #wake(): void {
    this.#load = new LoadMeter();
    this.#timers = [
      setInterval(() => {
        for (const session of this.#sessions) session.flush();
        this.#control.tellBets([...this.#sessions].map(({ access }) => access.may));
      }, intervals.batch),
      setInterval(() => {
        this.#tellLoad();
        void this.#tellArrivals();
      }, intervals.load),
    ];
    this.#stopPinging = sweepEvery(intervals.ping, () => this.#ping());
  }

  #ping(): void {
    for (const session of this.#sessions) session.ping();
  }

  #rest(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#stopPinging();
    this.#load?.stop();
    this.#arrivals.forget();
  }

  #obey(command: TelemetryCommand, session: Session): void | Promise<void> {
    switch (command.type) {
      case 'watch':
        return this.#tabs.watch(command.tab, session);
      case 'clock':
        return session.send({ type: 'clock', sent: command.sent, at: clock.now() });
      case 'open':
        return session.send(this.#tabs.bytesOf(command.exchange, session));
      case 'vote':
        return this.#control.classroom.box.vote(command, session);
      default:
        if (session.access.may !== 'control') throw new Refusal('not-allowed', session.access.reason ?? 'You may look, and change nothing.');
        return this.#control.obey(command);
    }
  }

  #tellLoad(): void {
    const { connections = new Set<Socket>(), followers = () => 0 } = this.#running ?? {};
    let buffered = 0;
    for (const socket of connections) buffered += socket.writableLength;
    const load = this.#load?.read({ sockets: connections.size, followers: followers(), buffered });
    if (load) this.#tellAll({ type: 'load', load });
  }

  async #tellArrivals(): Promise<void> {
    const arrivals = await this.#arrivals.next();
    if (arrivals) this.#tellAll({ type: 'arrivals', arrivals });
  }

  #tellAll(message: TelemetryMessage): void {
    for (const session of this.#sessions) session.send(message);
  }
}
