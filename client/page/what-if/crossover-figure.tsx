import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { WhatIf } from '../../../bench/model/index.ts';
import { dashArray, markedName, transports } from '../../../bench/result/identity.ts';
import { rem } from '../canvas.ts';
import { logarithmic, type Scale } from '../charts/scale.ts';
import { spreadLabels } from '../charts/spread-labels.ts';
import { number } from '../numbers.ts';
import { type Curve, crossingRate, curvesOf, networkBytes } from './forecasts.ts';

/** In units of which 16 are a `rem`, as all lengths of the figure. */
const height = 300;
/** The width from which on there is room for names beside the curves. */
const roomy = 460;

/** The area of the figure in which curves are drawn. */
interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Both logarithmic. */
interface Axes {
  /** Notifications per second. */
  readonly x: Scale;
  /** Bytes per second. */
  readonly y: Scale;
}

function axesOf(curves: readonly Curve[], { left, right, top, bottom }: Area): Axes {
  const values = curves.flatMap(({ points }) => points.map(([, bytes]) => bytes)).filter((value) => value > 0);
  return { x: logarithmic([0.001, 1_000], [left, right]), y: logarithmic([Math.min(...values), Math.max(...values)], [bottom, top]) };
}

const rateText = (rate: number): string => (rate < 1 ? String(Number(rate.toPrecision(1))) : number(rate));

function byteRateText(value: number): string {
  const [factor, unit] = value >= 1e9 ? [1e9, 'GB/s'] : value >= 1e6 ? [1e6, 'MB/s'] : value >= 1e3 ? [1e3, 'kB/s'] : [1, 'B/s'];
  return `${number(value / factor)} ${unit}`;
}

/** The width of the figure in its units, and the CSS pixels of one unit. */
function useWidth(place: RefObject<HTMLElement | null>): readonly [width: number, unit: number] {
  const size = useSignal<readonly [number, number]>([560, 1]);
  useEffect(() => {
    if (!place.current) return;
    const resized = new ResizeObserver(([entry]) => {
      const unit = rem() / 16;
      size.value = [Math.max(280, Math.round((entry?.contentRect.width ?? 560) / unit)), unit];
    });
    resized.observe(place.current);
    return () => resized.disconnect();
  }, []);
  return size.value;
}

const Grid = ({ area, axes: { x, y } }: { area: Area; axes: Axes }) => (
  <>
    {x.ticks.map((rate) => (
      <g key={rate}>
        <line class="grid" x1={x.at(rate)} x2={x.at(rate)} y1={area.top} y2={area.bottom} />
        <text class="tick" x={x.at(rate)} y={area.bottom + 16} text-anchor="middle">
          {rateText(rate)}
        </text>
      </g>
    ))}
    {y.ticks.map((bytes) => (
      <g key={bytes}>
        <line class="grid" x1={area.left} x2={area.right} y1={y.at(bytes)} y2={y.at(bytes)} />
        <text class="tick" x={area.left - 6} y={y.at(bytes) + 4} text-anchor="end">
          {byteRateText(bytes)}
        </text>
      </g>
    ))}
    <text class="tick" x={(area.left + area.right) / 2} y={height - 8} text-anchor="middle">
      notifications per second, log
    </text>
  </>
);

interface CurvesProps {
  readonly curves: readonly Curve[];
  readonly area: Area;
  readonly axes: Axes;
  /** There is room for names beside the curves; otherwise only for glyphs. */
  readonly named: boolean;
}

function Curves({ curves, area, axes: { x, y }, named }: CurvesProps) {
  const wishes = curves.map(({ points }) => y.at(points.at(-1)?.[1] ?? 0));
  const ends = spreadLabels(wishes, 17, area.top + 4, area.bottom - 4);
  return (
    <>
      {curves.map(({ transport, points }, index) => (
        <g key={transport} class={transport}>
          <polyline
            points={points.map(([rate, bytes]) => `${x.at(rate).toFixed(1)},${y.at(bytes).toFixed(1)}`).join(' ')}
            stroke-dasharray={dashArray(transports[transport].dash, 2)}
          />
          <text class="name" x={area.right + 8} y={(ends[index] ?? 0) + 4}>
            {named ? markedName(transport) : transports[transport].glyph}
          </text>
        </g>
      ))}
    </>
  );
}

const sentenceOf = (crossing: number | undefined, { pollInterval }: WhatIf): string =>
  crossing === undefined
    ? 'With these settings polling and WebSocket do not cross between 0.001 and 1,000 notifications a second.'
    : `From ${number(crossing)} notifications/s (${number((crossing * pollInterval) / 1_000)} per poll) on, polling takes fewer bytes than WebSocket: one response carries many notifications, while each push needs a packet and its acknowledgement.`;

/** The rate from which on polling takes fewer bytes than pushing, and the visitor's own rate. */
export function CrossoverFigure({ given }: { given: WhatIf }) {
  const place = useRef<HTMLElement>(null);
  const [width, unit] = useWidth(place);
  const curves = curvesOf(given);
  const named = width >= roomy;
  const area: Area = { left: 72, right: width - (named ? 116 : 24), top: 16, bottom: 252 };
  const axes = axesOf(curves, area);
  const { x, y } = axes;
  const crossing = crossingRate(given);
  const sentence = sentenceOf(crossing, given);
  return (
    <figure class="crossover" ref={place}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        height={height * unit}
        role="img"
        aria-label={`Bytes per second over notifications per second, both logarithmic. ${sentence}`}
      >
        <Grid area={area} axes={axes} />
        <line class="here" x1={x.at(given.rate)} x2={x.at(given.rate)} y1={area.top} y2={area.bottom} />
        <Curves {...{ curves, area, axes, named }} />
        {crossing !== undefined && (
          <circle class="crossing" cx={x.at(crossing)} cy={y.at(networkBytes('websocket', { ...given, rate: crossing }))} r="6" />
        )}
      </svg>
      <figcaption>Bytes per second of all clients, TCP and IP included. The vertical line marks your setting. {sentence}</figcaption>
    </figure>
  );
}
