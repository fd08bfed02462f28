/**
 * A brush that writes SVG instead of pixels: the part of a canvas's 2D context that the lanes are painted with, so that one painter draws both. Pure.
 */
import type { Brush } from '../lanes/brush.ts';

type Point = number;

const at = (value: Point): string => String(Math.round(value * 100) / 100);

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => entities[character] ?? '');

const anchors: Readonly<Record<string, string>> = { left: 'start', center: 'middle', right: 'end' };

/** What `paint` of the lanes calls, and no more. */
export class SvgBrush implements Brush {
  strokeStyle = '#000';
  fillStyle = '#000';
  lineWidth = 1;
  globalAlpha = 1;
  font = '10px sans-serif';
  textAlign: CanvasTextAlign = 'left';
  /** The same everywhere in the lanes. */
  lineCap: CanvasLineCap = 'butt';
  lineJoin: CanvasLineJoin = 'round';
  textBaseline: CanvasTextBaseline = 'middle';
  #dash: readonly number[] = [];
  #clip: string | undefined;
  #path = '';
  #clips = 0;
  readonly #saved: (() => void)[] = [];
  readonly #elements: string[] = [];

  /** A whole document. @param ground the colour behind it */
  document(width: number, height: number, ground: string): string {
    const box = `width="${at(width)}" height="${at(height)}"`;
    return `<svg xmlns="http://www.w3.org/2000/svg" ${box} viewBox="0 0 ${at(width)} ${at(height)}">\n<rect ${box} fill="${ground}"/>\n${this.#elements.join('\n')}\n</svg>\n`;
  }

  clearRect(): void {}

  setLineDash(dash: readonly number[]): void {
    this.#dash = dash;
  }

  save(): void {
    const [style, dash, clip] = [{ ...this }, this.#dash, this.#clip];
    this.#saved.push(() => {
      Object.assign(this, style);
      this.#dash = dash;
      this.#clip = clip;
    });
  }

  restore(): void {
    this.#saved.pop()?.();
  }

  /** Everything until `restore` stays inside the path. */
  clip(): void {
    this.#clips += 1;
    this.#clip = `clip-${this.#clips}`;
    this.#elements.push(`<clipPath id="${this.#clip}"><path d="${this.#path}"/></clipPath>`);
  }

  beginPath(): void {
    this.#path = '';
  }

  closePath(): void {
    this.#path += 'Z';
  }

  moveTo(x: Point, y: Point): void {
    this.#path += `M${at(x)} ${at(y)}`;
  }

  lineTo(x: Point, y: Point): void {
    this.#path += `L${at(x)} ${at(y)}`;
  }

  rect(x: Point, y: Point, width: number, height: number): void {
    this.#path += `M${at(x)} ${at(y)}h${at(width)}v${at(height)}h${at(-width)}Z`;
  }

  /** Whole circles only: the lanes have no others. */
  arc(x: Point, y: Point, radius: number): void {
    const half = (dx: number) => `a${at(radius)} ${at(radius)} 0 1 1 ${at(dx)} 0`;
    this.#path += `M${at(x - radius)} ${at(y)}${half(2 * radius)}${half(-2 * radius)}Z`;
  }

  stroke(): void {
    this.#add('path', `d="${this.#path}" fill="none" ${this.#pen()}`);
  }

  fill(): void {
    this.#add('path', `d="${this.#path}" fill="${this.fillStyle}"`);
  }

  fillRect(x: Point, y: Point, width: number, height: number): void {
    this.#add('rect', `x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" fill="${this.fillStyle}"`);
  }

  fillText(text: string, x: Point, y: Point): void {
    this.#text(text, x, y, `fill="${this.fillStyle}"`);
  }

  strokeText(text: string, x: Point, y: Point): void {
    this.#text(text, x, y, `fill="none" ${this.#pen()}`);
  }

  #pen(): string {
    const dash = this.#dash.length > 0 ? ` stroke-dasharray="${this.#dash.map(at).join(' ')}"` : '';
    return `stroke="${this.strokeStyle}" stroke-width="${at(this.lineWidth)}" stroke-linejoin="round"${dash}`;
  }

  #text(text: string, x: Point, y: Point, paint: string): void {
    const [, weight = '400', size = '10', family = 'sans-serif'] = /^(?:(\d+) )?([\d.]+)px (.+)$/.exec(this.font) ?? [];
    const font = `font-family="${escaped(family)}" font-size="${at(Number(size))}" font-weight="${weight}" text-anchor="${anchors[this.textAlign] ?? 'start'}"`;
    this.#add('text', `x="${at(x)}" y="${at(y)}" dominant-baseline="central" ${font} ${paint}`, escaped(text));
  }

  #add(name: string, attributes: string, content = ''): void {
    const alpha = this.globalAlpha < 1 ? ` opacity="${at(this.globalAlpha)}"` : '';
    const clip = this.#clip ? ` clip-path="url(#${this.#clip})"` : '';
    this.#elements.push(content ? `<${name} ${attributes}${alpha}${clip}>${content}</${name}>` : `<${name} ${attributes}${alpha}${clip}/>`);
  }
}
