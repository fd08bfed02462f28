/** One connection of a client, whatever it goes over. */
export interface Line {
  /** @param heads bytes of it that are HTTP head */
  send(bytes: string | Buffer, heads?: number): void;
  /** Reads nothing more, until it is told otherwise. */
  pause(paused: boolean): void;
  /** Resolves once all has come that the other end had sent when it was asked, and all has gone that was sent here, or once the line is gone. It may take bytes, which are counted like all others. */
  settled(): Promise<void>;
  cut(): void;
}

/** What an arm does with its line. */
export interface LineHandlers {
  connected(line: Line): void;
  /** @param chunk is overwritten by the next one */
  received(line: Line, chunk: Buffer): void;
  /** It went without our doing; `Reconnecting` opens the next one by itself. */
  lost?(): void;
}
