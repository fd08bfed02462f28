/** Shapes, dashes and labels by which the transports are told apart on a canvas, with or without colour. */
import type { TransportName } from '../../../server/protocol.ts';

export const glyphs: Readonly<Record<TransportName, string>> = { polling: '■', 'long-polling': '▲', sse: '●', websocket: '◆' };

/** Pixels on and off. */
export const dashes: Readonly<Record<TransportName, number[]>> = { polling: [2, 4], 'long-polling': [10, 4, 2, 4], sse: [], websocket: [] };

/** Adds the transport's shape around a point. @param radius half its width */
export function addShape(path: Path2D, name: TransportName, x: number, y: number, radius: number): void {
  const turn = (...corners: readonly (readonly [number, number])[]) => {
    for (const [index, [dx, dy]] of corners.entries()) {
      if (index === 0) path.moveTo(x + dx * radius, y + dy * radius);
      else path.lineTo(x + dx * radius, y + dy * radius);
    }
    path.closePath();
  };
  if (name === 'polling') path.rect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
  else if (name === 'long-polling') turn([0, -1.15], [1.1, 0.85], [-1.1, 0.85]);
  else if (name === 'websocket') turn([0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]);
  else {
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, 2 * Math.PI);
  }
}

/**
 * Where labels stand that want to be at certain heights and must not overlap: each as near to its wish as those above leave it.
 * @param wishes pixels from the top @param gap least distance @returns in the order of the wishes
 */
export function spreadLabels(wishes: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = wishes.map((_, index) => index).sort((one, other) => (wishes[one] ?? 0) - (wishes[other] ?? 0));
  const places = [...wishes];
  let free = top;
  for (const index of order) {
    places[index] = Math.max(places[index] ?? 0, free);
    free = (places[index] ?? 0) + gap;
  }
  let limit = bottom;
  for (const index of order.reverse()) {
    places[index] = Math.min(places[index] ?? 0, limit);
    limit = (places[index] ?? 0) - gap;
  }
  return places;
}
