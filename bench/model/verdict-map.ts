import type { PathCosts } from './path-costs.ts';
import { exchangeWire, pushWire } from './segments.ts';

/** A place on the map. */
export interface MapPlace {
  /** Notifications per second, as a Poisson process. */
  readonly rate: number;
  /** Milliseconds between two polls. */
  readonly interval: number;
}

/** What polling is held against: an event of SSE, or a frame of WebSocket. */
export type Pushed = 'sse' | 'websocket';

/** Notifications that gather in an interval, on average. */
export const perInterval = ({ rate, interval }: MapPlace): number => (rate * interval) / 1_000;

/**
 * Bytes of one notification by polling, with TCP, IP and acknowledgements. It depends on rate and interval by their product alone.
 * @param gathered notifications in an interval on average, above 0
 */
export function polledWire(costs: PathCosts, gathered: number): number {
  const { question, emptyAnswer, firstAnswer, furtherInAnswer } = costs;
  const full = -Math.expm1(-gathered);
  const answer = firstAnswer + (gathered / full - 1) * furtherInAnswer;
  return (full * exchangeWire(question, answer) + (1 - full) * exchangeWire(question, emptyAnswer)) / gathered;
}

/** Bytes of one notification that is pushed, with TCP, IP and its acknowledgement. */
export const pushedWire = ({ event, frame }: PathCosts, pushed: Pushed): number => pushWire(pushed === 'sse' ? event : frame);

/** Bytes of one notification by a long poll that is answered with it alone, the same way. */
export const heldWire = ({ heldQuestion, firstAnswer }: PathCosts): number => exchangeWire(heldQuestion, firstAnswer);

/** Between these the break-even is looked for: notifications in an interval. */
const range = [0.01, 10_000] as const;

/** From how many notifications in an interval on polling takes fewer bytes than a push; `undefined` where it never does, or always. */
export function breakEvenOf(costs: PathCosts, pushed: Pushed): number | undefined {
  const push = pushedWire(costs, pushed);
  let [low, high]: [number, number] = [...range];
  if (polledWire(costs, low) <= push || polledWire(costs, high) >= push) return undefined;
  for (let step = 0; step < 60; step += 1) {
    const middle = Math.sqrt(low * high);
    if (polledWire(costs, middle) > push) low = middle;
    else high = middle;
  }
  return high;
}

/** Who takes fewer bytes there. */
export const cheaperAt = (costs: PathCosts, pushed: Pushed, place: MapPlace): 'polling' | Pushed =>
  polledWire(costs, perInterval(place)) < pushedWire(costs, pushed) ? 'polling' : pushed;
