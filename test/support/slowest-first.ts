import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests that take most of a minute or more by themselves, the longest first. If they began last, the rest of the machine would be idle while they finish. */
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

/** A worker process is replaced when its next file belongs to another project. So the files of a project are in one block, and the project with most files comes last. */
const projects = ['package', 'own process', 'lab'];

/** @returns the position of the first part that the text contains, or the position after the last */
const placeIn = (parts: readonly string[], text: string): number => {
  const found = parts.findIndex((part) => text.includes(part));
  return found < 0 ? parts.length : found;
};

/** Sorts by project, then by these lists. Within equal ranks it keeps vitest's order, which is by the duration of the last run or by size. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const project = ({ project: { name } }: TestSpecification) => placeIn(projects, name);
    const rank = ({ moduleId }: TestSpecification) => placeIn(slowest, moduleId);
    return (await super.sort(files)).sort((one, other) => project(one) - project(other) || rank(one) - rank(other));
  }
}
