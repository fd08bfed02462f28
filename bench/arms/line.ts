/** One connection of a client, over any transport below HTTP. */
export interface Line {
  /** @param heads how many of the bytes are HTTP head */
  send(bytes: string | Buffer, heads?: number): void;
  /** Stops or resumes reading. */
  pause(paused: boolean): void;
  /**
   * Resolves once everything has arrived that was sent before the call, in both directions, or once the line is gone. It may send bytes of its own,
   * which are counted like all others.
   */
  settled(): Promise<void>;
  cut(): void;
}

/** How an arm reacts to its line. */
export interface LineHandlers {
  connected(line: Line): void;
  /** @param chunk is overwritten by the next one */
  received(line: Line, chunk: Buffer): void;
  /** The line was lost, not closed by us. `Reconnecting` opens the next one. */
  lost?(): void;
}
