import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { WhatIf } from '../../../bench/model/index.ts';
import { dashArray, markedName, transports } from '../../../bench/result/identity.ts';
import { spreadLabels } from '../charts/spread-labels.ts';
import { number } from '../numbers.ts';
import { rem } from '../rem.ts';
import { type Curve, crossingRate, curvesOf, networkBytes } from './forecasts.ts';

/** In units of which 16 are a `rem`, as all lengths of the figure. */
const height = 300;
/** From where on there is room for names beside the curves. */
const roomy = 460;

interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const decadesBetween = (least: number, most: number): number[] =>
  Array.from({ length: Math.round(Math.log10(most / least)) + 1 }, (_, index) => least * 10 ** index);

const byteText = (value: number): string => {
  const [factor, unit] = value >= 1e9 ? [1e9, 'GB/s'] : value >= 1e6 ? [1e6, 'MB/s'] : value >= 1e3 ? [1e3, 'kB/s'] : [1, 'B/s'];
  return `${number(value / factor)} ${unit}`;
};

/** From values to pixels, both axes logarithmic and snapped to decades. */
function frameOf(curves: readonly Curve[], area: Area) {
  const values = curves.flatMap(({ points }) => points.map(([, bytes]) => bytes)).filter((value) => value > 0);
  const [least, most] = [10 ** Math.floor(Math.log10(Math.min(...values))), 10 ** Math.ceil(Math.log10(Math.max(...values)))];
  const place = (value: number, [from, to]: readonly [number, number], [start, end]: readonly [number, number]) =>
    start + ((end - start) * Math.log(Math.min(Math.max(value, from), to) / from)) / Math.log(to / from);
  return {
    x: (rate: number) => place(rate, [0.001, 1_000], [area.left, area.right]),
    y: (bytes: number) => place(bytes, [least, most], [area.bottom, area.top]),
    rates: decadesBetween(0.001, 1_000),
    sizes: decadesBetween(least, most),
  };
}

/** Where polling begins to take fewer bytes than pushing, and where the visitor is. */
export function CrossoverFigure({ given }: { given: WhatIf }) {
  const place = useRef<HTMLElement>(null);
  const width = useSignal(560);
  const unit = useSignal(1);
  useEffect(() => {
    if (!place.current) return;
    const resized = new ResizeObserver(([entry]) => {
      unit.value = rem() / 16;
      width.value = Math.max(280, Math.round((entry?.contentRect.width ?? 560) / unit.value));
    });
    resized.observe(place.current);
    return () => resized.disconnect();
  }, []);
  const curves = curvesOf(given);
  const named = width.value >= roomy;
  const area: Area = { left: 72, right: width.value - (named ? 116 : 24), top: 16, bottom: 252 };
  const { x, y, rates, sizes } = frameOf(curves, area);
  const crossing = crossingRate(given);
  const ends = spreadLabels(
    curves.map(({ points }) => y(points.at(-1)?.[1] ?? 0)),
    17,
    area.top + 4,
    area.bottom - 4,
  );
  const sentence =
    crossing === undefined
      ? 'With these settings polling and WebSocket do not cross between 0.001 and 1,000 notifications a second.'
      : `From ${number(crossing)} notifications/s (${number((crossing * given.pollInterval) / 1_000)} per poll) on polling takes fewer bytes than WebSocket: one answer carries many, and each push is a packet and its acknowledgement.`;
  return (
    <figure class="crossover" ref={place}>
      <svg
        viewBox={`0 0 ${width.value} ${height}`}
        height={height * unit.value}
        role="img"
        aria-label={`Bytes per second over notifications per second, both logarithmic. ${sentence}`}
      >
        {rates.map((rate) => (
          <g key={rate}>
            <line class="grid" x1={x(rate)} x2={x(rate)} y1={area.top} y2={area.bottom} />
            <text class="tick" x={x(rate)} y={area.bottom + 16} text-anchor="middle">
              {rate < 1 ? Number(rate.toPrecision(1)) : number(rate)}
            </text>
          </g>
        ))}
        {sizes.map((bytes) => (
          <g key={bytes}>
            <line class="grid" x1={area.left} x2={area.right} y1={y(bytes)} y2={y(bytes)} />
            <text class="tick" x={area.left - 6} y={y(bytes) + 4} text-anchor="end">
              {byteText(bytes)}
            </text>
          </g>
        ))}
        <text class="tick" x={(area.left + area.right) / 2} y={height - 8} text-anchor="middle">
          notifications per second, log
        </text>
        <line class="here" x1={x(given.rate)} x2={x(given.rate)} y1={area.top} y2={area.bottom} />
        {curves.map(({ transport, points }, index) => (
          <g key={transport} class={transport}>
            <polyline
              points={points.map(([rate, bytes]) => `${x(rate).toFixed(1)},${y(bytes).toFixed(1)}`).join(' ')}
              stroke-dasharray={dashArray(transports[transport].dash, 2)}
            />
            <text class="name" x={area.right + 8} y={(ends[index] ?? 0) + 4}>
              {named ? markedName(transport) : transports[transport].glyph}
            </text>
          </g>
        ))}
        {crossing !== undefined && <circle class="crossing" cx={x(crossing)} cy={y(networkBytes('websocket', { ...given, rate: crossing }))} r="6" />}
      </svg>
      <figcaption>Bytes of all clients with TCP and IP, over the rate. The upright line is where you are. {sentence}</figcaption>
    </figure>
  );
}
