import { tenth } from '../telemetry/arrivals.ts';
import { quantity } from '../words/format.ts';
import type { RoomProps } from './lesson-room.tsx';
import './curve.css';

/** Connections to the relay in each tenth of a second since the last step; the refused ones are darker. */
export function ArrivalsChart({ play, words }: RoomProps) {
  const { connections, refused } = play.arrivals.value;
  const { learn, language } = words;
  const most = Math.max(1, ...connections);
  const peak = connections.indexOf(most);
  return (
    <figure>
      <figcaption>
        {learn.arrivals} (■ {learn.turnedAway})
      </figcaption>
      <svg class="arrivals" viewBox={`0 0 ${Math.max(1, connections.length)} 1`} preserveAspectRatio="none" aria-hidden="true">
        {connections.map((count, index) => (
          <g key={index}>
            <rect class="came" x={index + 0.1} width="0.8" y={1 - count / most} height={count / most} />
            <rect class="refused" x={index + 0.1} width="0.8" y={1 - (refused[index] ?? 0) / most} height={(refused[index] ?? 0) / most} />
          </g>
        ))}
      </svg>
      <p class="arrivals-ends">
        <span>{quantity(0, 's', language)}</span>
        {peak >= 0 && (
          <span>
            {most} / {quantity(((peak + 1) * tenth) / 1_000, 's', language)}
          </span>
        )}
        <span>{quantity((connections.length * tenth) / 1_000, 's', language)}</span>
      </p>
    </figure>
  );
}
