import type { Target } from '../arms/arm.ts';
import type { Spoken } from '../dialects/spoken.ts';
import type { ArmName } from '../result/result.ts';

/** A server that somebody would use for this stream, started and ready to be published to. */
export interface RunningPeer {
  /** Of the process that does the work: its processor time and memory are what is measured. */
  readonly pid: number;
  /** Where readers connect. */
  readonly target: Target;
  /** Where `POST /publish` goes. */
  readonly publish: Target;
  /** Resident bytes and, where there is a JavaScript heap, its bytes, after a garbage collection. */
  memory(): Promise<PeerMemory>;
  /** Milliseconds by which its loop was late since the last call, 99th percentile and worst; the lab tells. */
  loopDelays?(): Promise<{ readonly p99: number; readonly worst: number }>;
  stop(): Promise<void>;
}

interface PeerMemory {
  readonly rss: number;
  readonly heap?: number;
}

/** One way to push the stream, or to be asked for it, beside the lab's own. */
export interface Peer {
  readonly name: string;
  /** Which package, for its version; absent for the lab and for what comes with Node. */
  readonly package?: string;
  /** How it was set up, in words for the report. */
  readonly setup: string;
  /** The raw client that follows it, and the dialect in which it does. */
  readonly arm: ArmName;
  readonly spoken: Spoken;
  /** @param flags of the lab's Node; no other takes them @throws Error if it cannot be started here */
  start(flags: readonly string[]): Promise<RunningPeer>;
  /** It sends what was published as it is: then it is published with an id, so that all send as many bytes. */
  readonly givesNoIds?: boolean;
}
