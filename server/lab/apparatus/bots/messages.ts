import type { TransportName } from '../../../stream/protocol.ts';

/** How many there are to be of each transport. */
export type BotCounts = Readonly<Record<TransportName, number>>;

/** What the lab tells its bots. */
export interface BotOrder {
  readonly target: { readonly host: string; readonly port: number };
  readonly counts: BotCounts;
}
