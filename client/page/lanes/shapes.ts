import { transports } from '../../../bench/result/identity.ts';
import type { TransportName } from '../../../server/stream/protocol.ts';

type Path = Pick<CanvasPath, 'moveTo' | 'lineTo' | 'arc' | 'closePath'>;

/** Adds a transport's shape to the path of a canvas. */
export function traceShape(path: Path, name: TransportName, x: number, y: number, radius: number): void {
  const { outline } = transports[name];
  if (outline === 'circle') {
    // Otherwise a line leads here from the shape before it.
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  for (const [index, [across, down]] of outline.entries()) {
    if (index === 0) path.moveTo(x + across * radius, y + down * radius);
    else path.lineTo(x + across * radius, y + down * radius);
  }
  path.closePath();
}
