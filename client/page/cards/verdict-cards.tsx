import { signal } from '@preact/signals';
import { race, roundTrip, summaries } from '../lab.ts';
import { milliseconds } from '../numbers.ts';
import { replays } from '../place.ts';
import { Sentence } from '../sentence/sentence.tsx';
import { change, settings } from '../settings/store.ts';
import { percentiles } from '../track/summary.ts';
import { Choice } from '../ui/choice.tsx';
import { Card } from './card.tsx';
import { bytesEach, type Comparison, compare } from './compare.ts';
import './cards.css';
import './projector.css';

/** Whether the cards show more than four numbers each. */
const unfolded = signal(false);

/** What the numbers mean, and when counting began. */
function Method({ comparison }: { comparison: Comparison }) {
  const { percentile } = settings.value;
  return (
    <div class="heading method" hidden={!unfolded.value}>
      <p class="chips">
        {comparison.tie && (
          <span class="chip tie" title="Long-polling, SSE and WebSocket differ by a quarter at most">
            a tie
          </span>
        )}
        {roundTrip.value !== undefined && <span class="chip">round trip {milliseconds(roundTrip.value)}</span>}
        <span class="chip">from publish to delivery</span>
        <span class="chip">bytes without TCP/IP/TLS</span>
      </p>
      <Choice label="Percentile" name="percentile" options={percentiles} chosen={percentile} choose={(one) => change({ percentile: one })} />
      {!replays() && (
        <button type="button" onClick={() => race.restart()}>
          Reset counters
        </button>
      )}
    </div>
  );
}

/** The lanes of the race in numbers, side by side, and in a sentence. */
export function VerdictCards() {
  const { lanes, percentile } = settings.value;
  const shown = lanes.map((name) => summaries.value[name]);
  const comparison = compare(shown, percentile);
  const mostBytes = Math.max(1, ...shown.map((lane) => bytesEach(lane).all).filter(Number.isFinite));
  return (
    <section class="verdict" aria-labelledby="verdict-title">
      <h2 id="verdict-title" class="unseen">
        Latency from publish to delivery
      </h2>
      <div class="cards" data-count={lanes.length}>
        {shown.map((summary) => (
          <Card key={summary.transport} {...{ summary, percentile, comparison, mostBytes }} unfolded={unfolded.value} />
        ))}
      </div>
      <div class="heading">
        <Sentence />
        <button
          type="button"
          aria-expanded={unfolded.value}
          onClick={() => {
            unfolded.value = !unfolded.peek();
          }}
        >
          {unfolded.value ? 'Fewer numbers' : 'More numbers'}
        </button>
      </div>
      <Method comparison={comparison} />
    </section>
  );
}
