import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Filter } from '../log/filter.ts';
import type { NotificationLog } from '../log/notification-log.ts';
import type { Observation, ShedReason } from '../observe/observer.ts';
import type { PeerError } from '../problem.ts';
import type { After, TransportName } from '../protocol.ts';
import type { Question } from '../question.ts';
import { isRecord } from '../record.ts';
import { type Charge, charged, everybody, everybodyReads, type Grant, GrantedRights } from './grant.ts';
import type { LoopDelay } from './loop-delay.ts';
import { OpenStreams } from './open-streams.ts';
import { type Authorize, checkRights, type Rights, type Wants } from './rights.ts';
import { noRoom, type StreamsLimits, tooLate, tooManyStreams } from './stream-limits.ts';
import { Tickets, ticketIn } from './tickets.ts';
import { waitAtHandshake } from './wait-at-handshake.ts';

type Serve = (filter: Filter, grant: Grant) => void;

export interface AdmissionRules {
  /** Asked to catch up if a client's cursor is ahead of it. */
  readonly log: NotificationLog;
  /** If absent, everybody may do everything. */
  readonly authorize?: Authorize | undefined;
  /** Whether clients may publish. */
  readonly publish: boolean;
  /** @throws PeerError `unavailable` once the streams are closing */
  readonly requireOpen: () => void;
  readonly limits: StreamsLimits;
  /** Returns the counter of the bytes that this client publishes, if it has one. */
  readonly charge?: ((request: IncomingMessage) => Charge | undefined) | undefined;
  /** Number of open streams. */
  readonly followers: () => number;
  /** How late the event loop is; absent without the limit `loopDelay`. */
  readonly loop?: LoopDelay | undefined;
  readonly observation?: Observation | undefined;
}

/** A request that waits for its rights, or for the log. */
interface Waiting {
  readonly request: IncomingMessage;
  readonly transport: TransportName;
  /** Whether the limits of a stream apply to it. */
  readonly forStream: boolean;
}

/** Transports that send many requests over one connection; only the first one counts as a new reader. */
const polls: readonly TransportName[] = ['polling', 'long-polling'];

/** Checks limits and rights before a request is served. Without `authorize` it serves at once, in the same turn of the event loop. */
export class Admission {
  readonly tickets: Tickets;
  readonly open = new OpenStreams();
  /** Publishes whose bodies are still being read. */
  readonly publishing = new OpenStreams();
  readonly #rules: AdmissionRules;
  readonly #everybody: Grant;
  /** Connections that have polled. */
  readonly #polling = new WeakSet<Duplex>();

  constructor(rules: AdmissionRules) {
    this.#rules = rules;
    this.tickets = new Tickets(rules.limits.tickets);
    this.#everybody = rules.publish ? everybody : everybodyReads;
  }

  /**
   * @param serve called in this turn, or when `authorize` has answered and the log has reached the cursor; never if the peer has gone by then
   * @returns a promise only if `authorize` or the log returned one
   * @throws PeerError, or rejects with one
   */
  reader(request: IncomingMessage, transport: TransportName, question: Question, serve: Serve): void | Promise<void> {
    const { authorize } = this.#rules;
    const { after, events, forStream = transport !== 'polling' } = question;
    this.#requireTime(request, transport, polls.includes(transport) && !question.forStream);
    if (forStream) this.#requireRoom(transport);
    if (!authorize) {
      const late = this.#reached(after);
      const everybody = this.#charged(request, this.#everybody);
      if (!late) return serve(Filter.of(events), everybody);
      return this.#beginLater({ request, transport, forStream }, late, () => serve(Filter.of(events), everybody));
    }
    const begin = (rights: Rights) => {
      const grant = this.#grant(rights, this.open);
      if (forStream) this.#requireRoomFor(rights.who, transport);
      serve(grant.filter(Filter.of(events)), this.#charged(request, grant));
    };
    const settled = this.#settled(this.#ask(authorize, request, { transport, events }), after);
    return isPromise(settled) ? this.#beginLater({ request, transport, forStream }, settled, begin) : begin(settled);
  }

  /** For `POST /publish`. @returns a promise only if `authorize` returned one; `undefined` if the peer has gone meanwhile @throws PeerError, or rejects with one */
  publisher(request: IncomingMessage): Grant | Promise<Grant | undefined> {
    const { authorize } = this.#rules;
    if (!authorize) return this.#charged(request, this.#everybody);
    const admit = (rights: Rights): Grant => {
      const grant = this.#grant(rights, this.publishing);
      // Without any right to publish, the body need not be read.
      grant.requirePublish([]);
      return this.#charged(request, grant);
    };
    const rights = this.#ask(authorize, request, { transport: 'publish', events: undefined });
    return isPromise(rights) ? this.#admitLater(request, rights, admit) : admit(rights);
  }

  #charged(request: IncomingMessage, grant: Grant): Grant {
    const charge = this.#rules.charge?.(request);
    return charge ? charged(grant, charge) : grant;
  }

  #reached(after: After): Promise<void> | undefined {
    return typeof after === 'object' ? this.#rules.log.reach?.(after) : undefined;
  }

  /** Gets the rights first and waits for the log second, so that a client without rights cannot make the log query its engine. */
  #settled(rights: Rights | Promise<Rights>, after: After): Rights | Promise<Rights> {
    if (isPromise(rights)) return Promise.resolve(rights).then((given) => this.#settled(given, after));
    return this.#reached(after)?.then(() => rights) ?? rights;
  }

  #ask(authorize: Authorize, request: IncomingMessage, wants: Wants): Rights | Promise<Rights> {
    const ticket = ticketIn(request.url ?? '');
    return ticket === undefined ? authorize(request, wants) : this.tickets.use(ticket);
  }

  async #beginLater<Asked>({ request, transport, forStream }: Waiting, asked: Promise<Asked>, begin: (rights: Asked) => void): Promise<void> {
    const goOn = transport === 'websocket' ? waitAtHandshake(request.socket) : () => {};
    let rights: Asked;
    try {
      rights = await this.open.expect(asked);
    } finally {
      goOn();
    }
    if (request.socket.destroyed) return;
    this.#rules.requireOpen();
    if (forStream) this.#requireRoom(transport);
    begin(rights);
  }

  async #admitLater(request: IncomingMessage, asked: Promise<Rights>, admit: (rights: Rights) => Grant): Promise<Grant | undefined> {
    const rights = await this.publishing.expect(asked);
    return request.socket.destroyed ? undefined : admit(rights);
  }

  /** Refuses new readers while the event loop is late. */
  #requireTime({ socket }: IncomingMessage, transport: TransportName, isPoll: boolean): void {
    const { loop, limits } = this.#rules;
    if (!loop || limits.loopDelay === undefined) return;
    if (isPoll && this.#polling.has(socket)) return;
    if (loop.current > limits.loopDelay) throw this.#shed(transport, 'loop-delay', tooLate(limits.loopDelay));
    if (isPoll) this.#polling.add(socket);
  }

  #requireRoom(transport: TransportName): void {
    const { limits, followers } = this.#rules;
    if (limits.streams !== undefined && followers() >= limits.streams) throw this.#shed(transport, 'streams', noRoom(limits.streams));
  }

  #requireRoomFor(who: string | undefined, transport: TransportName): void {
    const { streamsPerUser } = this.#rules.limits;
    if (streamsPerUser === undefined || who === undefined || this.open.count(who) < streamsPerUser) return;
    throw this.#shed(transport, 'streams-per-user', tooManyStreams(streamsPerUser));
  }

  #shed(transport: TransportName, reason: ShedReason, why: PeerError): PeerError {
    this.#rules.observation?.tell('shed', transport, reason);
    return why;
  }

  #grant(rights: Rights, open: OpenStreams): Grant {
    checkRights('authorize', rights);
    const granted = new GrantedRights(rights, open);
    return this.#rules.publish ? granted : withoutPublishing(granted);
  }
}

const withoutPublishing = (grant: Grant): Grant => ({
  filter: (asked) => grant.filter(asked),
  requirePublish: everybodyReads.requirePublish,
  follow: (end) => grant.follow(end),
});

/** Accepts the promise of any library. */
const isPromise = <Value>(value: Value | Promise<Value>): value is Promise<Value> => isRecord(value) && typeof value.then === 'function';
