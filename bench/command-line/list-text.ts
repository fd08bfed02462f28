import { allMeasures } from '../measures/index.ts';
import { measures } from '../result/measures.ts';

/** `--list`: measures, arms, and the plan in numbers. */
export const listText = (steps: number, seconds: number): string =>
  `${allMeasures.map(({ name }) => `${name.padEnd(14)} ${measures[name].question}`).join('\n')}

${steps} steps, about ${Math.round(seconds)} s.
`;
