/** Tables and curves of the what-if panel, from the bench's model: pure. */
import {
  beyondMeasured,
  type Coefficients,
  type Forecast,
  forecast,
  type MeasuredRange,
  type ServerCost,
  serverCost,
  type WhatIf,
} from '../../../bench/model/index.ts';
import { type TransportName, transportNames } from '../../../server/stream/protocol.ts';
import type { SliderScale } from '../ui/slider-scale.ts';

/** What the visitor can turn. */
export const knobs = ['clients', 'rate', 'pollInterval', 'payload', 'cookies'] as const;
export type Knob = (typeof knobs)[number];

interface KnobScale extends SliderScale {
  readonly label: string;
  readonly unit: string;
}

/** Logarithmic, because what matters is the factor. */
export const scales: Readonly<Record<Knob, KnobScale>> = {
  clients: { label: 'Clients', unit: '', least: 1, most: 100_000, step: 1, logFrom: 1 },
  rate: { label: 'Notifications', unit: '/s', least: 0.001, most: 1_000, step: 0.001, logFrom: 0.001 },
  pollInterval: { label: 'Poll interval', unit: 'ms', least: 100, most: 60_000, step: 1, logFrom: 100 },
  payload: { label: 'Payload', unit: 'B', least: 16, most: 65_536, step: 1, logFrom: 16 },
  cookies: { label: 'Cookies', unit: 'B', least: 0, most: 8_192, step: 1, logFrom: 10 },
};

/** One transport in a situation. */
export interface Row extends Forecast {
  readonly transport: TransportName;
  /** `undefined` without coefficients for it. */
  readonly cost: ServerCost | undefined;
}

export const rowsOf = (given: WhatIf, coefficients: Coefficients | undefined): Row[] =>
  transportNames.map((transport) => ({
    transport,
    ...forecast(transport, given),
    cost: coefficients && serverCost(transport, given, coefficients),
  }));

const knobWords: Readonly<Record<keyof MeasuredRange, (value: number) => string>> = {
  clients: (value) => `${value} clients`,
  rate: (value) => `${value} notifications/s`,
  payload: (value) => `${value} B of payload`,
  pollInterval: (value) => `a poll every ${value} ms`,
};

/** Which of the settings lie beyond what was measured, in a sentence; `undefined` if none does. */
export function extrapolationSentence(given: WhatIf, coefficients: Coefficients): string | undefined {
  const beyond = beyondMeasured(given, coefficients);
  if (beyond.length === 0) return undefined;
  const told = beyond.map((name) => {
    const [least, most] = coefficients.measuredRange[name];
    return `${knobWords[name](given[name])} (measured: ${least === most ? least : `${least} to ${most}`})`;
  });
  return `Memory and CPU are extrapolated: the bench has no measurement for ${told.join(', ')}.`;
}

/** Bytes a second of all clients at the IP layer over the rate. */
export interface Curve {
  readonly transport: TransportName;
  readonly points: readonly (readonly [rate: number, bytes: number])[];
}

const rates = Array.from({ length: 61 }, (_, index) => 0.001 * 10 ** (index / 10));

/** A second, at the IP layer, of all clients. */
export const networkBytes = (transport: TransportName, given: WhatIf): number => {
  const { up, down } = forecast(transport, given).network;
  return ((up + down) * 1e6) / 8;
};

/** All transports in this situation, at other rates. */
export const curvesOf = (given: WhatIf): Curve[] =>
  transportNames.map((transport) => ({ transport, points: rates.map((rate) => [rate, networkBytes(transport, { ...given, rate })]) }));

/** How much less polling takes than WebSocket: negative while it takes more. */
const advantage = (given: WhatIf, rate: number): number =>
  networkBytes('websocket', { ...given, rate }) - networkBytes('polling', { ...given, rate });

/** Notifications per second above which polling takes fewer bytes than WebSocket does; `undefined` if that is beyond the scale. */
export function crossingRate(given: WhatIf): number | undefined {
  let [low, high] = [rates[0] ?? 0, rates.at(-1) ?? 0];
  if (advantage(given, low) >= 0 || advantage(given, high) <= 0) return undefined;
  for (let step = 0; step < 40; step += 1) {
    const middle = Math.sqrt(low * high);
    if (advantage(given, middle) < 0) low = middle;
    else high = middle;
  }
  return high;
}
