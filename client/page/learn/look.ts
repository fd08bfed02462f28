/** The counts of the page, as lessons read them. */
import { perTransport } from '../../../bench/result/identity.ts';
import type { TransportName } from '../../../server/stream/protocol.ts';
import { nativeStates } from '../handicaps/native-states.ts';
import { race, summaries, track } from '../lab.ts';
import type { Absence, Seen, SeenLane } from '../lessons/seen.ts';
import { settings } from '../settings/store.ts';
import { tenth } from '../telemetry/arrivals.ts';
import { serverNow } from '../telemetry/clock.ts';
import { arrivals, loads } from '../telemetry/telemetry.ts';
import { measuredRoundTrip } from '../track/round-trip.ts';
import { watchAbsence } from './absence.ts';
import { beside } from './beside.ts';
import { extras, fetched } from './extras.ts';
import { membersSeen } from './members.ts';
import { startProbe } from './probe.ts';

type Published = Readonly<Record<TransportName, number>>;

/** Milliseconds since a moment; NaN until it has come. */
interface Watched {
  noticed: number;
  back: number;
}

const sum = (parts: object): number => Object.values(parts).reduce((total: number, one: number) => total + one, 0);

/** One run, from the moment on at which its conditions hold. */
export class Look {
  readonly #start = performance.now();
  readonly #from = serverNow();
  #pressed: readonly string[] = [];
  #pressedAt = Number.NaN;
  /** The same of the server's clock. */
  #pressedThen = Number.NaN;
  /** Published counts by then, and by the step before. */
  #published: readonly [Published, Published | undefined] = [perTransport(() => 0), undefined];
  #watchedFrom = Number.NaN;
  #watched = perTransport((): Watched => ({ noticed: Number.NaN, back: Number.NaN }));
  readonly #end = new AbortController();
  readonly #absence: () => Absence | undefined;
  readonly #probed: readonly number[];
  /** How often the counts had been reset when it began. */
  readonly #turn: number;

  /** @param probe whether a client asks beside the lanes */
  constructor(probe: boolean) {
    race.restart();
    this.#turn = race.restarts;
    beside.restart();
    this.#absence = watchAbsence(this.#end.signal);
    this.#probed = probe ? startProbe(this.#end.signal) : [];
    for (const { stream } of race.lanes) {
      stream.addEventListener('state', ({ detail }) => this.#changed(detail.transport, detail.state), { signal: this.#end.signal });
    }
  }

  /** Whether the counts were reset meanwhile: then they are of a part of the run. */
  get interrupted(): boolean {
    return race.restarts !== this.#turn;
  }

  /** @param mends whether the step repairs a fault: then the fault's effect is still measured */
  press(step: string, mends: boolean): void {
    this.#pressed = [...this.#pressed, step];
    this.#pressedAt = performance.now();
    this.#pressedThen = serverNow();
    this.#published = [perTransport((name) => summaries.peek()[name].published), this.#pressed.length > 1 ? this.#published[0] : undefined];
    if (mends) return;
    this.#watchedFrom = this.#pressedAt;
    this.#watched = perTransport(() => ({ noticed: Number.NaN, back: Number.NaN }));
  }

  seen(): Seen {
    const now = performance.now();
    return {
      lanes: perTransport((name) => this.#lane(name)),
      lasted: now - this.#start,
      rtt: measuredRoundTrip(track, serverNow(), this.#from) ?? settings.peek().rtt,
      pressed: this.#pressed,
      sincePressed: Number.isNaN(this.#pressedAt) ? 0 : now - this.#pressedAt,
      native: nativeStates.peek(),
      extras: extras.count(),
      fetched: fetched.peek(),
      beside: beside.counts.peek(),
      queues: beside.queues.peek(),
      dropped: beside.dropped.peek(),
      queuesRead: beside.readAt > this.#pressedAt,
      buffered: Math.max(0, ...loads.peek().flatMap(({ at, buffered }) => (at > this.#from ? [buffered] : []))),
      arrivals: this.#arrivals(),
      absence: this.#absence(),
      probed: this.#probed,
      deliveries: (name) => this.#deliveries(name),
      members: membersSeen.peek(),
    };
  }

  #arrivals(): Seen['arrivals'] {
    const { at, connections, refused, due } = arrivals.peek() ?? { at: 0, connections: [], refused: [], due: [] };
    // Before a step was pressed there is nothing to count from.
    const from = Number.isNaN(this.#pressedThen) ? connections.length : Math.max(0, Math.floor((this.#pressedThen - at) / tenth));
    return { connections: connections.slice(from), refused: refused.slice(from), due: due.slice(from) };
  }

  #deliveries(name: TransportName): readonly number[] {
    const found: number[] = [];
    track.scan(this.#from, Number.POSITIVE_INFINITY, ({ kind, lane, took }) => kind === 'delivered' && lane === name && found.push(took));
    return found;
  }

  stop(): void {
    this.#end.abort();
  }

  #lane(name: TransportName): SeenLane {
    const { state, published, delivered, missing, gaps, requests, empties, latency, up, down } = summaries.peek()[name];
    const { noticed, back } = this.#watched[name];
    const [now, before] = this.#published;
    const { head, books } = race.recording;
    const { told, written } = books[name];
    return {
      ...{ state, published, delivered, missing, gaps, requests, empties },
      told,
      unwritten: written && (head?.seq ?? 0) - written,
      bytes: sum(up) + sum(down),
      payload: down.payload,
      framing: down.framing,
      measured: latency.count,
      mean: latency.mean,
      noticed: noticed - this.#watchedFrom,
      back: back - this.#watchedFrom,
      publishedAfter: this.#pressed.length > 0 ? published - now[name] : 0,
      publishedBetween: before ? now[name] - before[name] : 0,
    };
  }

  #changed(name: TransportName, state: string): void {
    const watched = this.#watched[name];
    if (state !== 'open' && Number.isNaN(watched.noticed)) watched.noticed = performance.now();
    if (state === 'open' && !Number.isNaN(watched.noticed) && Number.isNaN(watched.back)) watched.back = performance.now();
  }
}
