/** Whether a canvas returns the painted pixels: some browsers return noise, to prevent fingerprinting. */
export function canvasIsHonest(): boolean {
  const [width, height] = [16, 2];
  const brush = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
  if (!brush) return false;
  for (let x = 0; x < width; x += 1) {
    brush.fillStyle = `rgb(${shadesAt(x).join(' ')})`;
    brush.fillRect(x, 0, 1, height);
  }
  const { data } = brush.getImageData(0, 0, width, height);
  return data.every((value, index) => Math.abs(value - ([...shadesAt((index >> 2) % width), 255][index % 4] ?? 0)) <= unseen);
}

/** Of 255: an invisible difference. */
const unseen = 8;

const shadesAt = (x: number): readonly number[] => [x * 16, 255 - x * 16, (x % 2) * 255];
