import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests that take most of a minute or more by themselves: begun last, the rest of the machine would wait for them. The longest first. */
const slowest = [
  'test/contract/chromium',
  'test/contract/firefox',
  'test/page/scenes-',
  'test/page/axe',
  'test/page/keyboard',
  'test/page/',
  'test/interop/page',
  'test/bench/command-line',
  'test/check/behind-proxies',
  'test/contract/',
  'test/faults/survives',
  'test/interop/',
  'test/bench/truth',
  'test/bench/peers',
  'test/dialects/contract',
  'test/bench/against',
  'test/process/',
];

/** A process that runs one file after the other ends when the next one is of another project: those of one project stand together, and the one with most files ends the line. */
const projects = ['package', 'own process', 'lab'];

/** @returns its place among the parts that it may hold one of, or the place behind them */
const placeIn = (parts: readonly string[], text: string): number => {
  const found = parts.findIndex((part) => text.includes(part));
  return found < 0 ? parts.length : found;
};

/** The order of vitest, by what it remembers of the last run or by size, within each of these. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const project = ({ project: { name } }: TestSpecification) => placeIn(projects, name);
    const rank = ({ moduleId }: TestSpecification) => placeIn(slowest, moduleId);
    return (await super.sort(files)).sort((one, other) => project(one) - project(other) || rank(one) - rank(other));
  }
}
