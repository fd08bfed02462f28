import { transports } from '../../../bench/result/identity.ts';
import { Histogram } from '../../../bench/statistics/histogram.ts';
import type { ByteParts } from '../../../server/lab/apparatus/telemetry/messages.ts';
import type { Ledger } from '../../stream/index.ts';
import { latencyPrecision } from './latency-summary.ts';
import type { TrackEntry } from './ring.ts';

type Parts = { -readonly [Part in keyof ByteParts]: number };

const noParts = (): Parts => ({ headers: 0, framing: 0, payload: 0 });

function addParts(sum: Parts, { headers = 0, framing = 0, payload = 0 }: Partial<Parts>): void {
  sum.headers += headers;
  sum.framing += framing;
  sum.payload += payload;
}

/** What happened on one lane since the last reset: counted as it comes. */
export class LaneBooks {
  readonly latency = new Histogram(latencyPrecision);
  readonly up = noParts();
  readonly down = noParts();
  readonly sockets = new Set<number>();
  delivered = 0;
  missing = 0;
  doubled = 0;
  reordered = 0;
  gaps = 0;
  requests = 0;
  empties = 0;
  /** Numbers that were lost in gaps, and told. */
  told = 0;
  /** Number of the newest notification that the server has written to the lane. */
  written = 0;

  /** @param measured whether it was published since the conditions have settled */
  take(entry: TrackEntry, measured: boolean): void {
    switch (entry.kind) {
      case 'delivered':
        if (measured) this.latency.record(entry.took ?? 0);
        return;
      case 'gap':
        this.told += entry.count ?? 0;
        return;
      case 'asked':
      case 'heard':
        addParts(this.up, entry);
        return;
      case 'answered':
      case 'wrote':
        // The head of a stream and heartbeats are written too.
        if (entry.count) this.written = entry.seq ?? 0;
        if (entry.kind === 'answered' && entry.lane && transports[entry.lane].polls && !entry.count) this.empties += 1;
        addParts(this.down, entry);
    }
  }

  /** Adds what a stream's ledger has gained. */
  settle(now: Ledger, before: Ledger): void {
    this.delivered += now.received - before.received;
    this.missing += (now.missing ?? 0) - (before.missing ?? 0);
    this.doubled += now.doubled - before.doubled;
    this.reordered += now.reordered - before.reordered;
    this.gaps += now.gaps - before.gaps;
    this.requests += now.requests - before.requests;
  }

  reset(): void {
    Object.assign(this, new LaneBooks());
  }
}
