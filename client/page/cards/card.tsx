import { transports } from '../../../bench/result/identity.ts';
import { headline, milliseconds, number, type Quantity, size } from '../numbers.ts';
import type { LaneSummary, LatencySummary, Percentile } from '../track/summary.ts';
import { NamedShape } from '../ui/transport-mark.tsx';
import { bytesEach, type Comparison } from './compare.ts';
import { StateChip } from './state-chip.tsx';
import './byte-bar.css';
import './card.css';

const Figure = ({ of: { value, unit } }: { of: Quantity }) => (
  <>
    {value}
    {unit && <small> {unit}</small>}
  </>
);

/** Bytes per notification. */
const Bytes = ({ summary, best }: { summary: LaneSummary; best: boolean }) => {
  const { all } = bytesEach(summary);
  return (
    <p>
      <span class={best ? 'best' : ''}>
        <Figure of={size(Number.isFinite(all) && all > 0 ? all : Number.NaN)} />
      </span>{' '}
      <span class="label" title="Bytes in both directions, divided by the notifications that were delivered">
        / delivery
      </span>
    </p>
  );
};

/** The bytes of a notification, by purpose. @param most bytes of the longest bar on the page */
function ByteBar({ summary, most }: { summary: LaneSummary; most: number }) {
  const { headers, framing, payload, all } = bytesEach(summary);
  const parts = { headers, framing, payload };
  const words = Object.entries(parts).map(([part, bytes]) => `${number(bytes)} B ${part}`);
  const known = Number.isFinite(all) && all > 0;
  return (
    <p class="bar bytes" title={known ? words.join(', ') : undefined}>
      {known && Object.entries(parts).map(([part, bytes]) => <i key={part} class={part} style={{ width: `${(bytes / most) * 100}%` }} />)}
      <span class="unseen">{known ? words.join(', ') : 'not known yet'}</span>
    </p>
  );
}

/** Counts of notifications; errors are red and have a sign. */
function Counts({ summary: { delivered, published, missing, doubled, gaps } }: { summary: LaneSummary }) {
  return (
    <p class="counts" title={`${published.toLocaleString('en')} published since this lane has been reading: the rest is on its way`}>
      <strong>{delivered.toLocaleString('en')}</strong> <span class="label">delivered</span>{' '}
      <span class={missing > 0 ? 'bad' : 'label'}>
        {missing > 0 ? '✕ ' : ''}
        {missing} missing
      </span>{' '}
      <span class={doubled > 0 ? 'bad' : 'label'}>
        {doubled > 0 ? '×2 ' : ''}
        {doubled} doubled
      </span>
      {gaps > 0 && <span class="warn"> {gaps === 1 ? '1 gap' : `${gaps} gaps`}</span>}
    </p>
  );
}

/** Milliseconds; NaN until it has settled. */
const settledValue = (latency: LatencySummary, percentile: Percentile): number => (latency.settled[percentile] ? latency[percentile] : Number.NaN);

interface CardProps {
  readonly summary: LaneSummary;
  readonly percentile: Percentile;
  readonly comparison: Comparison;
  readonly mostBytes: number;
  /** Whether the details behind the four numbers are shown. */
  readonly unfolded: boolean;
}

/** The details behind the four numbers. */
function FinePrint({ summary, percentile, mostBytes, unfolded }: Omit<CardProps, 'comparison'>) {
  const { latency, empties, sockets, theory = Number.NaN } = summary;
  return (
    <div class="fine" hidden={!unfolded}>
      <ByteBar summary={summary} most={mostBytes} />
      <p class="label">
        mean <b>{milliseconds(latency.mean)}</b>
        {percentile !== 'p95' && (
          <>
            , <span class="whole">p95 {milliseconds(settledValue(latency, 'p95'))}</span>
          </>
        )}
      </p>
      <p class="label">model {milliseconds(theory)}</p>
      <p class="label">
        <b>{empties.toLocaleString('en')}</b> empty, <b>{sockets}</b> {sockets === 1 ? 'socket' : 'sockets'}
      </p>
    </div>
  );
}

const Requests = ({ summary: { requests } }: { summary: LaneSummary }) => (
  <p>
    {requests.toLocaleString('en')} <span class="label">{requests === 1 ? 'request' : 'requests'}</span>
  </p>
);

/** One lane in four numbers: delay, bytes, requests, and what is missing. */
export function Card({ comparison, ...shown }: CardProps) {
  const { summary, percentile } = shown;
  const { transport, latency, trouble } = summary;
  return (
    <article class={`card ${transport}`} aria-labelledby={`card-${transport}`}>
      <header>
        <h3 id={`card-${transport}`}>
          <NamedShape of={transport} />
        </h3>
        <StateChip summary={summary} />
      </header>
      <p class="definition">{transports[transport].definition}</p>
      <div class="figures">
        <p class="late">
          <strong class={comparison.fastest.has(transport) ? 'best' : ''}>
            <Figure of={headline(settledValue(latency, percentile))} />
          </strong>
          <span class="label" title="Settled when three deliveries more or fewer change it by at most 10 % or 6 ms">
            {percentile === 'p50' ? 'median' : percentile} {latency.count > 0 && !latency.settled[percentile] ? 'settling' : 'delay'}
          </span>
        </p>
        <div>
          <Bytes summary={summary} best={comparison.leanest.has(transport)} />
          <Requests summary={summary} />
        </div>
      </div>
      <Counts summary={summary} />
      <FinePrint {...shown} />
      {trouble && <p class="trouble">{trouble}</p>}
    </article>
  );
}
