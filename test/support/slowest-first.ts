import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests that take most of a minute or more by themselves: begun last, the rest of the machine would wait for them. The longest first. */
const slowest = ['test/contract/chromium', 'test/page/', 'test/interop/page', 'test/bench/command-line', 'test/contract/', 'test/process/'];

const rank = ({ moduleId }: TestSpecification): number => {
  const found = slowest.findIndex((part) => moduleId.includes(part));
  return found < 0 ? slowest.length : found;
};

/** The order of vitest, by what it remembers of the last run or by size, within each of these. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}
