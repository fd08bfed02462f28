import { describe, expect, it } from 'vitest';
import { chunkOf, firstVisit, gzipped, scripts, textOf, withImports } from './chunks.ts';

/** Bytes, gzipped. If a page loads slowly, visitors leave before they see it. */
const mostAtFirst = 70_000;

/** Bytes, gzipped, that a door or a panel of the dock may add to the first visit, including all its imports that the first visit has not loaded. */
const most = {
  // Includes the runner of the lessons. Each language of words, and all lessons together, are chunks of their own.
  'learn-door': 15_100,
  'scenes-door': 14_000,
  // Includes the link to the check of an endpoint.
  'decide-door': 11_800,
  'report-door': 2_000,
  // The map of what changes the verdict, below the answer.
  verdict: 5_000,
  // Includes the parser of a saved run and all its sentences.
  'replay-door': 9_700,
  'save-run': 4_000,
  // Includes the findings and their texts, which the command has too.
  'endpoint-check': 14_000,
  code: 4_000,
  charts: 7_000,
  // Includes the line on the selected exchange, a chunk that charts and log share.
  'event-log': 2_300,
  // Includes the text field and the visitor's name, chunks that it shares with the scenes.
  'publish-form': 1_550,
  'what-if': 7_000,
  'self-test': 5_000,
  // Includes the code that saves a run.
  export: 6_500,
  'class-line': 2_200,
  'class-bets': 5_000,
  // Includes the encoder of QR codes.
  'class-dialog': 7_500,
} as const;

const sizes = (names: Iterable<string>): string => [...names].map((name) => `${name} ${gzipped([name])}`).join(', ');

describe('the JavaScript of the page', () => {
  it(`of a first visit, the entry and all that / loads at once, has at most ${mostAtFirst} bytes`, () => {
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

  it('is built for production, also when tests build it', () => {
    // Only a development build contains the line and column of each element in the source.
    const forDevelopers = scripts.filter((name) => /lineNumber:\d+,columnNumber:/.test(textOf(name)));
    expect(forDevelopers).toEqual([]);
  });
});
