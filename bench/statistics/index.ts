/** Statistics of the rounds of a run. Pure and seeded: the same result gives the same report. */
export * from './change.ts';
export * from './decision.ts';
export * from './describe.ts';
export * from './slope.ts';
export { studentQuantile } from './student.ts';
export { studentizedRange } from './studentized-range.ts';
