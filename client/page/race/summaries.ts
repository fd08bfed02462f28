import { type Signal, signal } from '@preact/signals';
import { perTransport } from '../../../bench/result/identity.ts';
import type { TransportName } from '../../../server/stream/protocol.ts';
import type { ActiveFault } from '../telemetry/active-faults.ts';
import { measuredRoundTrip } from '../track/round-trip.ts';
import { summarise } from '../track/summarise.ts';
import type { LaneSummary } from '../track/summary.ts';
import { type Conditions, meanInTheory } from '../track/theory.ts';
import type { Race } from './race.ts';
import { troubleOf } from './trouble.ts';

export type Summaries = Readonly<Record<TransportName, LaneSummary>>;

/** Inputs of the summaries of a race. */
export interface SummarySources {
  readonly race: Race;
  pageNow(): number;
  serverNow(): number;
  /** What is set. @returns `rtt` in milliseconds */
  conditions(): Conditions & { readonly rtt: number };
  /** The faults that the lab reports. */
  broken(): readonly ActiveFault[];
}

/** Long-polling is simulated, so a repeated question four times a second is answered from memory. */
function remembering(ask: typeof meanInTheory): typeof meanInTheory {
  const known = new Map<string, number | undefined>();
  return (name, conditions, rtt) => {
    const { rate, burst, pollInterval, hold, seed } = conditions;
    const key = [name, rtt, rate, burst, pollInterval, hold, seed].join();
    if (known.size > 100) known.clear();
    if (!known.has(key)) known.set(key, ask(name, conditions, rtt));
    return known.get(key);
  };
}

/** The lanes of a race in numbers. */
export class RaceSummaries {
  readonly #sources: SummarySources;
  /** As measured, in milliseconds; `undefined` until polls have been answered. */
  readonly roundTrip = signal<number | undefined>(undefined);
  /** As of the last renewal. */
  readonly current: Signal<Summaries>;
  readonly #theory = remembering(meanInTheory);
  #turns = 0;

  constructor(sources: SummarySources) {
    this.#sources = sources;
    this.current = signal(this.#take());
  }

  /** Called four times a second. */
  renew(): void {
    const { race, serverNow } = this.#sources;
    this.#turns += 1;
    if (this.#turns % 4 === 0) this.roundTrip.value = measuredRoundTrip(race.recording.track, serverNow());
    this.current.value = this.#take();
  }

  #take(): Summaries {
    const { race, pageNow, broken, conditions } = this.#sources;
    const { recording, connections, paused, lanes } = race;
    const outlook = { crowd: connections.crowd(pageNow()), paused: paused.peek(), broken: broken() };
    const given = conditions();
    const rtt = Math.round(this.roundTrip.peek() ?? given.rtt);
    for (const lane of lanes) lane.settle();
    return perTransport((name) => {
      const lane = race.laneOf(name);
      const facts = lane && { state: lane.stream.state, cursor: lane.stream.cursor, failure: lane.failure, retryAt: lane.retryAt };
      const trouble = troubleOf(name, lane, outlook);
      const seconds = recording.running[name].elapsed / 1_000;
      const measuredSeconds = recording.measuredSeconds(name);
      const theory = this.#theory(name, given, rtt);
      return summarise(name, recording.books[name], facts, { head: recording.head, theory, trouble, seconds, measuredSeconds });
    });
  }
}
