import type { Conditions, Fault, Place, Target, WeatherStats } from './weather.ts';

/** What a parent asks of a weather process. Every call is answered once, by its number. */
export type WeatherCall = { readonly number: number } & (
  | { readonly call: 'start'; readonly target: Target; readonly conditions: Partial<Conditions>; readonly place?: Place }
  | { readonly call: 'set'; readonly changes: Partial<Conditions> }
  | { readonly call: 'retarget'; readonly target: Target }
  | { readonly call: 'fault'; readonly fault: Fault }
  /** @see WeatherReply.fault */
  | { readonly call: 'lift'; readonly fault: number }
  | { readonly call: 'stats' }
  | { readonly call: 'close'; readonly grace: number }
);

/** The answer to the call of that number; only what was asked for is there. */
export interface WeatherReply {
  readonly number: number;
  /** Why it could not be done; nothing else is there then. */
  readonly error?: string;
  /** It could not listen there: the error is a sentence for who started it. */
  readonly cannotListen?: true;
  readonly port?: number;
  /** Names the fault, to lift it. */
  readonly fault?: number;
  readonly stats?: WeatherStats;
}
