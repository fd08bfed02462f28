/** What the rounds of a run say, and what they do not. Pure and seeded: the same result gives the same report. */
export * from './statistics/change.ts';
export * from './statistics/decision.ts';
export * from './statistics/describe.ts';
export * from './statistics/slope.ts';
export { studentQuantile } from './statistics/student.ts';
export { studentizedRange } from './statistics/studentized-range.ts';
