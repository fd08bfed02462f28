import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codedCosts, type PolledWindow } from '../../bench/model/coded-costs.ts';
import { breakEvenOf, type PathCosts, pathCosts, polledWire, pushedWire } from '../../bench/model/index.ts';
import { predictedAt, verdictMap } from '../../bench/report/verdict-map.ts';
import { verdictSentences } from '../../bench/report/verdict-tables.ts';
import { parseResult, type Result, type Row } from '../../bench/result/result.ts';
import { drawVerdictMap } from '../../bench/result/verdict-drawing.ts';
import { type ViaName, viaNames } from '../../bench/result/vias.ts';
import { median } from '../../bench/statistics/index.ts';
import { verdictResults, verdictText } from '../../client/choosing/verdict.ts';

const read = (path: string): Result => parseResult(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
const committed = read('bench/results/via.json');

/** Rows of the committed run without a round trip, by path and arm. */
const rowOf = (via: ViaName, arm: string): Row | undefined =>
  committed.measures
    .find(({ name }) => name === 'via')
    ?.rows.find(
      (row) => row.arm === arm && !row.twin && row.conditions.rtt === 0 && row.variant?.split(' · ')[0] === via && row.rounds[0]?.metrics.bytes,
    );

const valuesOf = (row: Row | undefined, name: 'bytes' | 'payload' | 'requests' | 'emptyPoll'): number[] =>
  row?.rounds.flatMap(({ metrics }) => metrics[name] ?? []) ?? [];

const matter = { payload: 162, cursor: 10, version: '1.22.1' };
const measuredWays = viaNames.filter((via) => rowOf(via, 'polling'));

describe('The prediction of the model for a path', () => {
  it.each(measuredWays)('%s: matches the committed run', (via) => {
    const payload = median(valuesOf(rowOf(via, 'sse'), 'payload'));
    const version = committed.environment.versions.nginx ?? '';
    const costs = pathCosts(via, { payload, cursor: payload - 152, version });
    const overHttp1 = !via.endsWith('-h2');
    expect(valuesOf(rowOf(via, 'sse'), 'bytes').map((bytes) => bytes - costs.event)).toEqual([0, 0, 0]);
    expect(valuesOf(rowOf(via, 'websocket'), 'bytes').map((bytes) => bytes - costs.frame)).toEqual([0, 0, 0]);
    for (const empty of valuesOf(rowOf(via, 'polling'), 'emptyPoll')) {
      // Over HTTP/2 the Huffman code of a cursor may differ by a byte, and an unchanged date takes one byte instead of more than twenty.
      expect(costs.question + costs.emptyAnswer - empty).toBeGreaterThanOrEqual(overHttp1 ? 0 : -1);
      expect(costs.question + costs.emptyAnswer - empty).toBeLessThanOrEqual(overHttp1 ? 0 : 5);
    }
    for (const [index, bytes] of valuesOf(rowOf(via, 'long-polling'), 'bytes').entries()) {
      const requests = valuesOf(rowOf(via, 'long-polling'), 'requests')[index] ?? 1;
      const alone = (bytes - (1 - requests) * costs.furtherInAnswer) / requests;
      if (overHttp1) expect(alone).toBe(costs.heldQuestion + costs.firstAnswer);
      else expect(Math.abs(costs.heldQuestion + costs.firstAnswer - alone)).toBeLessThan(25);
    }
  });
});

describe.each(viaNames)('The crossover over %s', (via) => {
  const costs = pathCosts(via, matter);

  it('is where both take the same number of bytes; with more notifications per interval polling takes fewer', () => {
    for (const pushed of ['sse', 'websocket'] as const) {
      const gathered = breakEvenOf(costs, pushed) ?? Number.NaN;
      expect(polledWire(costs, gathered)).toBeCloseTo(pushedWire(costs, pushed), 6);
      expect(polledWire(costs, 1.05 * gathered)).toBeLessThan(pushedWire(costs, pushed));
    }
    const course = [0.01, 0.1, 0.5, 1, 2, 4].map((gathered) => polledWire(costs, gathered));
    expect(course).toEqual(course.toSorted((one, other) => other - one));
  });

  it('comes later with longer requests, and earlier with larger pushes', () => {
    const at = (changed: Partial<PathCosts>) => breakEvenOf({ ...costs, ...changed }, 'sse') ?? Number.NaN;
    expect(at({ question: costs.question + 200 })).toBeGreaterThan(at({}));
    expect(at({ event: costs.event + 50 })).toBeLessThan(at({}));
    expect(breakEvenOf(costs, 'websocket')).toBeGreaterThan(at({}));
  });

  it('does not exist if each further notification of an answer takes more bytes than a push', () => {
    expect(breakEvenOf({ ...costs, furtherInAnswer: costs.event + 200 }, 'sse')).toBeUndefined();
  });
});

it('HTTP/2 makes the crossover come earlier with every proxy', () => {
  const at = (via: ViaName) => breakEvenOf(pathCosts(via, matter), 'sse') ?? Number.NaN;
  for (const front of ['nginx', 'haproxy', 'caddy'] as const) expect(2 * at(`${front}-h2`)).toBeLessThan(at(front));
});

it('The costs of a compressed path are solved from two measurements', () => {
  const plain = pathCosts('caddy-h2', matter);
  const coded = { ...plain, firstAnswer: 187, furtherInAnswer: 41.5 };
  const windowOf = (own: PathCosts, question: number, full: number, empty: number, notifications: number): PolledWindow => ({
    questions: full + empty,
    fullAnswers: full,
    emptyAnswers: empty,
    notifications,
    bytes: (full + empty) * question + empty * own.emptyAnswer + full * own.firstAnswer + (notifications - full) * own.furtherInAnswer,
  });
  const found = codedCosts(plain, {
    polling: windowOf(coded, plain.question, 100, 7, 960),
    longPolling: windowOf(coded, plain.heldQuestion, 880, 0, 960),
    plainLongPolling: windowOf(plain, plain.heldQuestion, 901, 0, 960),
    event: 82,
    frame: 65,
  });
  expect(found.firstAnswer).toBeCloseTo(187, 6);
  expect(found.furtherInAnswer).toBeCloseTo(41.5, 6);
  expect([found.event, found.frame, found.question]).toEqual([82, 65, plain.question]);
});

describe('The map of the committed results', () => {
  const map = verdictMap(verdictResults.filter((path) => existsSync(new URL(`../../${path}`, import.meta.url))).map(read));

  it('has a line for HTTP/1.1, HTTP/2 and HTTP/2 with compression, and a text that says the same', () => {
    expect(map?.paths.map(({ label }) => label)).toEqual(['HTTP/1.1', 'HTTP/2', 'HTTP/2, compressed']);
    const [h1 = 0, h2 = 0, coded = 0] = map?.paths.map(({ breakEven }) => breakEven.sse) ?? [];
    expect(h1).toBeGreaterThan(2 * h2);
    expect(coded).toBeGreaterThan(1);
    expect(map && verdictSentences(map).join(' ')).toMatch(/over HTTP\/1\.1, .* over HTTP\/2, .* over HTTP\/2, compressed\. .*side of their line/);
  });

  it('has marks on both sides, each where the model predicts it and within a fifth of its bytes', () => {
    const places = map?.places ?? [];
    expect(new Set(places.map(({ cheaper }) => cheaper))).toEqual(new Set(['polling', 'sse']));
    for (const place of places) {
      const path = map?.paths[place.path];
      const model = path && predictedAt(path, place);
      expect(place.sse, path?.label).toBeCloseTo(model?.sse ?? 0, -1);
      expect(Math.abs(place.polling / (model?.polling ?? 1) - 1), path?.label).toBeLessThan(0.2);
      expect(place.cheaper, path?.label).toBe(model && model.polling < model.sse ? 'polling' : 'sse');
    }
  });

  it('is the same as in the page, as npm run choosing writes it', () => {
    const text = readFileSync(new URL('../../client/page/verdict/verdict.json', import.meta.url), 'utf8');
    expect(text).toBe(verdictText(verdictResults.map(read)));
  });

  it('cannot be drawn for a single path', () => {
    const rows = committed.measures.map((measure) => ({ ...measure, rows: measure.rows.filter(({ variant }) => variant?.startsWith('direct')) }));
    expect(verdictMap([{ ...committed, measures: rows }])).toBeUndefined();
    expect(() => verdictText([{ ...committed, measures: rows }])).toThrow('Expected results of direct and of HTTP/2; got neither.');
  });
});

describe('The drawing of the map', () => {
  const paths = [
    { label: 'HTTP/1.1', breakEven: 7 },
    { label: 'HTTP/2', breakEven: 2.3 },
  ];
  const places = [
    { path: 0, rate: 10, interval: 1_000, cheaper: 'polling' as const },
    { path: 1, rate: 10, interval: 1_000, cheaper: 'sse' as const },
  ];

  it.each([340, 620])('stays within %i pixels, and has a line, a name and a mark for each, distinguishable without colour', (width) => {
    const { height, shapes } = drawVerdictMap(paths, places, width);
    const numbersOf = (names: readonly string[]) =>
      shapes.flatMap(({ attributes }) => names.map((name) => attributes[name])).filter((one) => typeof one === 'number');
    expect(Math.min(...numbersOf(['x', 'x1', 'x2']))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbersOf(['x', 'x1', 'x2']))).toBeLessThanOrEqual(width);
    expect(Math.max(...numbersOf(['y', 'y1', 'y2']))).toBeLessThanOrEqual(height);
    const edges = shapes.filter(({ attributes }) => attributes.class === 'edge');
    expect(new Set(edges.map(({ attributes }) => attributes['stroke-dasharray'])).size).toBe(2);
    for (const { label } of paths) expect(shapes.filter(({ text }) => text === label)).toHaveLength(1);
    const marks = shapes.filter(({ attributes }) => String(attributes.class).startsWith('mark'));
    expect(marks.map(({ attributes }) => attributes.class)).toEqual(['mark polling', 'mark sse']);
    expect(marks[0]?.attributes.d).not.toBe(marks[1]?.attributes.d);
  });

  it('has each line where rate times interval equals its break-even, and leaves out a line outside its area', () => {
    const edgesOf = (breakEven: number) =>
      drawVerdictMap([{ label: 'x', breakEven }], [], 620).shapes.filter(({ attributes }) => attributes.class === 'edge');
    const x = (breakEven: number) => Number(edgesOf(breakEven)[0]?.attributes.x2);
    expect(x(7)).toBeGreaterThan(x(2.3));
    expect(edgesOf(1e6)).toEqual([]);
  });
});
