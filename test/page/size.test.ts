import { describe, expect, it } from 'vitest';
import { chunkOf, firstVisit, gzipped, scripts, textOf, withImports } from './chunks.ts';

/** Bytes, gzipped: a page that loads slowly is shown to nobody. */
const mostAtFirst = 70_000;

/** Bytes, gzipped, that a door or a panel of the dock may add to the first visit, with all that it imports and the first visit has not. */
const most = {
  // With the runner of the lessons. Each language of words, and all lessons together, are chunks of their own.
  'learn-door': 15_000,
  'scenes-door': 14_000,
  // With the way to the check of an endpoint.
  'decide-door': 11_800,
  'report-door': 2_000,
  // The map of what changes the verdict, below the answer.
  verdict: 5_000,
  // With the reader of a file and all its sentences.
  'replay-door': 9_600,
  'save-run': 4_000,
  // With the findings and their texts, which the command has too.
  'endpoint-check': 14_000,
  code: 4_000,
  charts: 7_000,
  // With what is selected, which charts and log share in a chunk of its own.
  'event-log': 2_300,
  // With the field and the visitor's name that it shares with the scenes, in chunks of their own.
  'publish-form': 1_450,
  'what-if': 7_000,
  'self-test': 5_000,
  // With what it takes along of a run.
  export: 6_500,
  'class-line': 2_200,
  'class-bets': 5_000,
  // With the encoder of QR codes.
  'class-dialog': 7_500,
} as const;

const sizes = (names: Iterable<string>): string => [...names].map((name) => `${name} ${gzipped([name])}`).join(', ');

describe('the JavaScript of the page', () => {
  it(`that a first visit loads, entry and all that / loads at once, is at most ${mostAtFirst} bytes`, () => {
    const loaded = firstVisit();
    const sum = gzipped(loaded);
    process.stdout.write(`JavaScript of the first visit, gzipped: ${sum.toLocaleString('en')} bytes\n`);
    expect(sum, sizes(loaded)).toBeLessThanOrEqual(mostAtFirst);
  });

  it.each(Object.entries(most))('of %s adds at most %i bytes', (module, limit) => {
    const atFirst = firstVisit();
    const own = [...withImports([chunkOf(module)])].filter((name) => !atFirst.has(name));
    process.stdout.write(`${module}, gzipped: ${gzipped(own).toLocaleString('en')} bytes\n`);
    expect(gzipped(own), sizes(own)).toBeLessThanOrEqual(limit);
  });

  it('is built for visitors, also when tests build it', () => {
    // Where each element stands in the source, on which machine, is what only a build for developers has.
    const forDevelopers = scripts.filter((name) => /lineNumber:\d+,columnNumber:/.test(textOf(name)));
    expect(forDevelopers).toEqual([]);
  });
});
