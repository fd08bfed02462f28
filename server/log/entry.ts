/** A notification as the window keeps it: encoded once, with only what filters look at beside it. */
export interface Entry {
  readonly seq: number;
  readonly id: string;
  readonly event: string;
  readonly broadcast: boolean;
  /** The notification's JSON text. */
  readonly json: Buffer;
}
