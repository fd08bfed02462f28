import { race, roundTrip, summaries } from '../lab.ts';
import { milliseconds } from '../numbers.ts';
import { change, settings } from '../settings/store.ts';
import { percentiles } from '../track/summary.ts';
import { Choice } from '../ui/choice.tsx';
import { Card } from './card.tsx';
import { bytesEach, compare } from './compare.ts';
import './cards.css';
import './projector.css';

/** The lanes of the race in numbers, side by side. */
export function VerdictCards() {
  const { lanes, percentile } = settings.value;
  const shown = lanes.map((name) => summaries.value[name]);
  const comparison = compare(shown, percentile);
  const mostBytes = Math.max(1, ...shown.map((lane) => bytesEach(lane).all).filter(Number.isFinite));
  return (
    <section class="verdict" aria-labelledby="verdict-title">
      <div class="heading">
        <h2 id="verdict-title">Latency from publish to delivery</h2>
        <p class="chips">
          {comparison.tie && (
            <span class="chip tie" title="Long-polling, SSE and WebSocket differ by less than the noise">
              a tie
            </span>
          )}
          {roundTrip.value !== undefined && <span class="chip">round trip {milliseconds(roundTrip.value)}</span>}
          <span class="chip">bytes without TCP/IP/TLS</span>
        </p>
        <Choice label="Percentile" name="percentile" options={percentiles} chosen={percentile} choose={(one) => change({ percentile: one })} />
        <button type="button" onClick={() => race.restart()}>
          Reset counters
        </button>
      </div>
      <div class="cards" data-count={lanes.length}>
        {shown.map((summary) => (
          <Card key={summary.transport} {...{ summary, percentile, comparison, mostBytes }} />
        ))}
      </div>
    </section>
  );
}
