import { dashArray, transports } from '../../../bench/result/identity.ts';
import type { TransportName } from '../../stream/index.ts';
import './transport-mark.css';

/** Units of the picture below, from its middle at 8, 8 to an edge of a shape. */
const radius = 6.3;

/** The transport's shape, for those who cannot tell its colour. Its name stands beside it. */
export function Shape({ of: name }: { of: TransportName }) {
  const { outline } = transports[name];
  return (
    <svg class={`shape ${name}`} viewBox="0 0 16 16" aria-hidden="true">
      {outline === 'circle' ? (
        <circle cx="8" cy="8" r={radius} />
      ) : (
        <polygon points={outline.map(([x, y]) => [8 + x * radius, 8 + y * radius]).join(' ')} />
      )}
    </svg>
  );
}

/** The shape with the name beside it. */
export const NamedShape = ({ of: name }: { of: TransportName }) => (
  <>
    <Shape of={name} /> {name}
  </>
);

/** The transport's dash, and a second stroke for the handshake of a WebSocket. */
export const Dash = ({ of: name }: { of: TransportName }) => (
  <svg class={`dash ${name}`} aria-hidden="true">
    <line x1="2" y1="4" x2="100%" y2="4" stroke-dasharray={dashArray(transports[name].dash, 2)} />
    {name === 'websocket' && <line x1="2" y1="9" x2="24" y2="9" />}
  </svg>
);
