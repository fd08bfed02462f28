import type { TransportName } from '../../../server/stream/protocol.ts';

type Trace = (path: CanvasPath, x: number, y: number, radius: number) => void;

/** The shape of each transport, around a point. */
export const traceShape: Readonly<Record<TransportName, Trace>> = {
  polling: (path, x, y, radius) => path.rect(x - radius * 0.88, y - radius * 0.88, radius * 1.76, radius * 1.76),
  'long-polling': (path, x, y, radius) => {
    path.moveTo(x, y - radius * 1.1);
    path.lineTo(x + radius * 1.1, y + radius * 0.85);
    path.lineTo(x - radius * 1.1, y + radius * 0.85);
    path.closePath();
  },
  sse: (path, x, y, radius) => {
    // Otherwise a line leads here from the shape before it.
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, 2 * Math.PI);
  },
  websocket: (path, x, y, radius) => {
    path.moveTo(x, y - radius * 1.25);
    path.lineTo(x + radius * 1.25, y);
    path.lineTo(x, y + radius * 1.25);
    path.lineTo(x - radius * 1.25, y);
    path.closePath();
  },
};

/** The dash of each transport's rails, in widths of the line. */
export const dashes: Readonly<Record<TransportName, readonly number[]>> = {
  polling: [1, 3],
  'long-polling': [6, 3, 1, 3],
  sse: [],
  websocket: [],
};
