import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Colours, colours, identities, outlinePath, perTransport, projectorColours, transports } from '../../bench/result/identity.ts';
import { armNames } from '../../bench/result/result.ts';
import { traceShape } from '../../client/page/lanes/shapes.ts';
import { transportStyles } from '../../client/transport-styles.ts';
import { transportNames } from '../../server/stream/protocol.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|css)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));

/** Whether a file names all four transports, as strings, keys or classes: then it contains a list of its own. */
const enumerates = (text: string): boolean =>
  transportNames.every((name) => new RegExp(`(['".]|--)${name}\\b|(?<![\\w-])${name}(['"]?:|,)`).test(text));

/** The contrast ratio of two colours (WCAG 2.2). */
function contrast(...colours: readonly [string, string]): number {
  const [dark = 0, bright = 0] = colours
    .map((colour) => {
      const [red = 0, green = 0, blue = 0] = [1, 3, 5]
        .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
        .map((part) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
    })
    .sort((one, other) => one - other);
  return bright / dark;
}

const least = ({ light, dark }: Colours): number => Math.min(contrast(light, '#FFFFFF'), contrast(dark, '#14171A'));

describe('the identity of a transport', () => {
  it('is listed once, in the order of the protocol: no file of the page or the report has a list of its own', () => {
    expect(Object.keys(transports)).toEqual([...transportNames]);
    for (const table of [identities, colours]) expect(Object.keys(table)).toEqual([...armNames]);
    // Texts about each transport, in the code panel, a recommendation or a lesson, and comparisons of two with two others are not identities.
    const texts = /^client\/page\/(code\/transports|decide|lessons)\/|^bench\/report\/(path-table|verdict-map)\.ts$/;
    const lists = [...filesIn('client/page'), ...filesIn('bench/report')].filter((file) => enumerates(readFileSync(file, 'utf8')));
    expect(lists.map((file) => file.slice(root.length)).filter((file) => !texts.test(file))).toEqual([]);
  });

  it('differs in colour, shape, glyph and, for transports that send requests, dash', () => {
    for (const of of ['glyph', 'outline'] as const)
      expect(new Set(armNames.map((name) => JSON.stringify(identities[name][of]))).size, of).toBe(armNames.length);
    for (const of of ['light', 'dark', 'ansi'] as const) expect(new Set(armNames.map((name) => colours[name][of])).size, of).toBe(armNames.length);
    expect(new Set(['polling', 'long-polling', 'sse'].map((name) => JSON.stringify(transports[name as 'sse'].dash))).size).toBe(3);
  });

  it('has enough contrast for text on both backgrounds, and more on a projector', () => {
    for (const name of armNames) expect(least(colours[name]), name).toBeGreaterThanOrEqual(4.5);
    for (const name of transportNames) expect(least(projectorColours[name]), name).toBeGreaterThanOrEqual(7);
  });

  it('reaches the page as custom properties, with a class for each transport', () => {
    const css = transportStyles();
    expect(css).toContain('--sse: light-dark(#00724F, #3CC99A);');
    expect(css).toContain('.long-polling {\n  --identity: var(--long-polling);\n}');
  });

  it('has the same outline in SVG and on a canvas', () => {
    const drawn = perTransport((name) => {
      const path: string[] = [];
      const at = (command: string) => (x: number, y: number) => void path.push(`${command}${x} ${y}`);
      const canvas = { moveTo: at('M'), lineTo: at('L'), arc: at('O'), closePath: () => path.push('Z') };
      traceShape(canvas, name, 20, 10, 4);
      return path.join('');
    });
    for (const name of ['polling', 'long-polling', 'websocket'] as const) expect(drawn[name]).toBe(outlinePath(transports[name].outline, 20, 10, 4));
    expect(drawn.sse).toBe('M24 10O20 10');
    expect(outlinePath('circle', 20, 10, 4)).toBe('M16 10a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z');
  });
});
