/** The current lanes as files, painted by the page's own painter. */

import { heat, roundTrip, track } from '../lab.ts';
import { place, wantedHeight } from '../lanes/geometry.ts';
import { collect, layOut } from '../lanes/layout.ts';
import { type Picture, paint } from '../lanes/paint.ts';
import { readPalette } from '../lanes/palette.ts';
import { frozenPicture, shownLanes, shownSpan } from '../lanes/picture.ts';
import { settings } from '../settings/store.ts';
import { scanOf } from '../track/records.ts';
import { canvasIsHonest } from './honest-canvas.ts';
import { SvgBrush } from './svg-brush.ts';

/** CSS pixels; a PNG has twice as many. */
const [width, em, stroke] = [1_280, 16, 2];
const pixels = 2;

/** Notifications per second above which single ones cannot be told apart. */
const tooMany = 50;

function picture(): Picture {
  const span = shownSpan();
  const names = shownLanes();
  const still = frozenPicture();
  const warm = still?.heat ?? heat;
  const rates = names.map((lane) => warm.rate(lane, span.until - 5_000, span.until));
  const hot = new Set<string>(Math.max(0, ...rates) > tooMany ? names : []);
  const oneWay = (roundTrip.peek() ?? settings.peek().rtt) / 2;
  return {
    geometry: place(width, wantedHeight(names.length, em), span, em, names),
    marks: hot.size > 0 ? [] : layOut(collect(still ? scanOf(still.records) : track, span), span, oneWay),
    palette: readPalette(document.body),
    stroke,
    selected: undefined,
    heat: warm,
    hot,
  };
}

/** @returns a whole SVG document */
export function lanesAsSvg(): string {
  const drawn = picture();
  const brush = new SvgBrush();
  paint(brush, drawn);
  return brush.document(drawn.geometry.width, drawn.geometry.height, drawn.palette.page);
}

/** @throws Error if this browser does not return the painted pixels */
export async function lanesAsPng(): Promise<Blob> {
  if (!canvasIsHonest())
    throw new Error('this browser gives noise instead of what was painted, against fingerprinting. The SVG holds the same picture');
  const drawn = picture();
  const canvas = document.createElement('canvas');
  canvas.width = drawn.geometry.width * pixels;
  canvas.height = drawn.geometry.height * pixels;
  const brush = canvas.getContext('2d');
  if (!brush) throw new Error('this browser gives no canvas');
  brush.scale(pixels, pixels);
  paint(brush, drawn);
  // Behind what is painted, because painting begins with clearing.
  brush.globalCompositeOperation = 'destination-over';
  brush.fillStyle = drawn.palette.page;
  brush.fillRect(0, 0, drawn.geometry.width, drawn.geometry.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large'))), 'image/png'),
  );
}
