/** What may come a moment later than the lanes: one file of its own. */
export { Charts } from './charts/charts.tsx';
export { Export } from './export/export.tsx';
export { Reading } from './reading.tsx';
export { SelfTest } from './self-test/self-test.tsx';
export { WhatIf } from './what-if/what-if.tsx';
