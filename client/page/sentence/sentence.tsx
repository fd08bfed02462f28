import { bytesEach } from '../cards/compare.ts';
import { paused, summaries } from '../lab.ts';
import { settings } from '../settings/store.ts';
import { labState } from '../telemetry/telemetry.ts';
import type { LaneSummary } from '../track/summary.ts';
import { type LaneFigures, liveSentence } from './live-sentence.ts';
import './sentence.css';

/** Notifications after which the handshake is a small part of the bytes for each. */
const enough = 10;

const figuresOf = (summary: LaneSummary): LaneFigures => ({
  transport: summary.transport,
  delay: summary.latency.settled.p50 ? summary.latency.p50 : Number.NaN,
  bytes: summary.delivered >= enough ? bytesEach(summary).all : Number.NaN,
  deliveries: summary.latency.count,
  seconds: summary.measuredSeconds,
  troubled: summary.trouble !== undefined,
});

/** The result of this run in a sentence, which changes with it. */
export function Sentence() {
  const { lanes, rate, burst, rtt, pollInterval } = settings.value;
  const conditions = { rate, burst, pollInterval, rtt: labState.value?.weather === null ? undefined : rtt };
  const { state, text } = paused.value
    ? { state: 'nothing', text: 'Paused: the numbers do not change.' }
    : liveSentence(
        lanes.map((name) => figuresOf(summaries.value[name])),
        conditions,
      );
  return (
    <p class="live-sentence" data-state={state}>
      {text}
    </p>
  );
}
