import { tenth } from '../telemetry/arrivals.ts';
import { quantity } from '../words/format.ts';
import type { RoomProps } from './lesson-room.tsx';
import './curve.css';

interface BarProps {
  readonly kind: 'due' | 'came' | 'refused';
  readonly at: number;
  /** A share of the height. */
  readonly share: number;
}

const Bar = ({ kind, at, share }: BarProps) => <rect class={kind} x={at + 0.1} width="0.8" y={1 - share} height={share} />;

/**
 * For each tenth of a second since the last step: an outline for the attempts that clients had scheduled, a filled bar for those that reached the relay, and a darker one for those
 * that were turned away. On a fast machine outline and filled bar coincide.
 */
export function ArrivalsChart({ play, words }: RoomProps) {
  const { connections, refused, due } = play.arrivals.value;
  const { learn, language } = words;
  const most = Math.max(1, ...connections, ...due);
  const highest = Math.max(0, ...due);
  const peak = due.indexOf(highest);
  return (
    <figure>
      <figcaption>
        {learn.arrivals} (■ {learn.turnedAway}, □ {learn.due})
      </figcaption>
      <svg class="arrivals" viewBox={`0 0 ${Math.max(1, connections.length)} 1`} preserveAspectRatio="none" aria-hidden="true">
        {connections.map((count, index) => (
          <g key={index}>
            <Bar kind="came" at={index} share={count / most} />
            <Bar kind="refused" at={index} share={(refused[index] ?? 0) / most} />
            {(due[index] ?? 0) > 0 && <Bar kind="due" at={index} share={(due[index] ?? 0) / most} />}
          </g>
        ))}
      </svg>
      <p class="arrivals-ends">
        <span>{quantity(0, 's', language)}</span>
        {highest > 0 && (
          <span>
            {highest} / {quantity(((peak + 1) * tenth) / 1_000, 's', language)}
          </span>
        )}
        <span>{quantity((connections.length * tenth) / 1_000, 's', language)}</span>
      </p>
    </figure>
  );
}
