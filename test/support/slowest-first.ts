import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests that take most of a minute or more by themselves, the longest first. If they began last, the rest of the machine would be idle while they finish. */
const slowest = [
  'test/check/behind-proxies',
  'test/check/real-servers',
  'test/bench/browser',
  'test/contract/chromium',
  'test/contract/firefox',
  'test/page/firefox',
  'test/page/webkit',
  'test/page/axe',
  'test/page/keyboard',
  'test/page/',
  'test/interop/page',
  'test/bench/command-line',
  'test/contract/',
  'test/faults/survives',
  'test/interop/',
  'test/bench/truth',
  'test/bench/peers',
  'test/dialects/contract',
  'test/bench/against',
  'test/bench/idle-bytes',
  'test/bench/recovery',
  'test/bench/uplink',
  'test/dialects/run',
  'test/faults/exactly-once',
  'test/process/',
];

/** Tests that mostly wait: for the rounds of a lesson, for a fault that is noticed late, for the time-outs of a proxy, for a program that they have started. */
const waiting = /\/test\/(page\/(?:lesson-|faults|tab-faults)|bench\/|check\/|dialects\/|faults\/|interop\/|process\/|redis\/)/;

/** A worker process is replaced when its next file belongs to another project. So the files of a project are in one block, and the project with most files comes last. */
const projects = ['package', 'own process', 'lab'];

/** @returns the position of the first part that the text contains, or the position after the last */
const placeIn = (parts: readonly string[], text: string): number => {
  const found = parts.findIndex((part) => text.includes(part));
  return found < 0 ? parts.length : found;
};

/** Spreads the fewer evenly among the more, so that some tests wait while others compute; both keep their order. */
function spread<Item>(more: readonly Item[], fewer: readonly Item[]): Item[] {
  const placed = [
    ...more.map((item, index) => ({ item, at: index / more.length })),
    ...fewer.map((item, index) => ({ item, at: index / fewer.length })),
  ];
  return placed.sort((one, other) => one.at - other.at).map(({ item }) => item);
}

/** Sorts by project and by these lists, and mixes tests that wait with tests that compute. Within equal ranks it keeps vitest's order, which is by the duration of the last run or by size. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => placeIn(slowest, moduleId);
    const waits = ({ moduleId }: TestSpecification) => waiting.test(moduleId);
    const sorted = (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
    const mixed = spread(
      sorted.filter((file) => !waits(file)),
      sorted.filter(waits),
    );
    const project = ({ project: { name } }: TestSpecification) => placeIn(projects, name);
    return mixed.sort((one, other) => project(one) - project(other));
  }
}
