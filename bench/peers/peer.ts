import type { Target } from '../arms/arm.ts';
import type { Spoken } from '../dialects/spoken.ts';
import type { ArmName } from '../result/result.ts';

/** A server that could be used for this stream, started and ready for publishes. */
export interface RunningPeer {
  /** The process that does the work: its processor time and memory are measured. */
  readonly pid: number;
  /** Where readers connect. */
  readonly target: Target;
  /** Where `POST /publish` goes. */
  readonly publish: Target;
  /** Resident bytes and, where there is a JavaScript heap, its bytes, after a garbage collection. */
  memory(): Promise<PeerMemory>;
  /** Milliseconds by which its event loop was late since the last call, 99th percentile and worst; only the lab has it. */
  loopDelays?(): Promise<{ readonly p99: number; readonly worst: number }>;
  stop(): Promise<void>;
}

interface PeerMemory {
  readonly rss: number;
  readonly heap?: number;
}

/** One way to push the stream, or to poll it, beside the lab's own. */
export interface Peer {
  readonly name: string;
  /** The package that has its version; absent for the lab and for what comes with Node. */
  readonly package?: string;
  /** Its setup, in words for the report. */
  readonly setup: string;
  /** The raw client that follows it, and its dialect. */
  readonly arm: ArmName;
  readonly spoken: Spoken;
  /** @param flags of the lab's Node; no other takes them @throws Error if it cannot be started here */
  start(flags: readonly string[]): Promise<RunningPeer>;
  /** It sends published text unchanged. Then an id is published with it, so that all peers send as many bytes. */
  readonly givesNoIds?: boolean;
}
