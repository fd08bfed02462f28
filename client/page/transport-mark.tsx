import type { ComponentChildren } from 'preact';
import type { TransportName } from '../stream/index.ts';

const shapes: Readonly<Record<TransportName, ComponentChildren>> = {
  polling: <rect x="2" y="2" width="12" height="12" />,
  'long-polling': <path d="M8 1.5 15 14H1z" />,
  sse: <circle cx="8" cy="8" r="6.5" />,
  websocket: <path d="M8 .8 15.2 8 8 15.2.8 8z" />,
};

/** The transport's shape, for those who cannot tell its colour. Its name stands beside it. */
export const Shape = ({ of: name }: { of: TransportName }) => (
  <svg class={`shape ${name}`} viewBox="0 0 16 16" aria-hidden="true">
    {shapes[name]}
  </svg>
);

/** The transport's dash: dotted, dash-dot, solid, and solid with a double handshake. */
export const Dash = ({ of: name }: { of: TransportName }) => (
  <svg class={`dash ${name}`} aria-hidden="true">
    <line x1="2" y1="4" x2="100%" y2="4" />
    {name === 'websocket' && <line x1="2" y1="9" x2="24" y2="9" />}
  </svg>
);
