import type { PathCosts } from './path-costs.ts';
import { exchangeWire, pushWire } from './segments.ts';

/** What polling is compared with: an event of SSE, or a frame of WebSocket. */
type Pushed = 'sse' | 'websocket';

/**
 * Bytes of one notification by polling, with TCP, IP and acknowledgements. Only the product of rate and interval matters.
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

/** The break-even is searched between these numbers of notifications per interval. */
const range = [0.01, 10_000] as const;

/** Notifications per interval from which on polling takes fewer bytes than a push; `undefined` if it never does, or always. */
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
