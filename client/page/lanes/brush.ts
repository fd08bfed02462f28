type Canvas = CanvasRenderingContext2D;

/** What lanes and charts are painted with: the part of a canvas that pixels and SVG have in common. */
export type Brush = Pick<
  Canvas,
  'strokeStyle' | 'fillStyle' | 'lineWidth' | 'globalAlpha' | 'font' | 'textAlign' | 'textBaseline' | 'lineCap' | 'lineJoin' | 'setLineDash'
> &
  Pick<Canvas, 'save' | 'restore' | 'clip' | 'beginPath' | 'closePath' | 'moveTo' | 'lineTo' | 'rect' | 'arc' | 'stroke' | 'fill'> &
  Pick<Canvas, 'clearRect' | 'fillRect' | 'fillText' | 'strokeText'>;
