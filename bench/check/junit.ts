import type { Verdict } from './verdict.ts';
import { placeText } from './watch/place.ts';

/** Text of somebody else in XML: without what XML 1.0 has no place for (section 2.2). */
const escaped = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/gu, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');

function suite(verdict: Verdict): string {
  const { endpoint, judgement, failure } = verdict;
  const name = escaped(placeText(endpoint));
  const one = (test: string, inside: string) => `    <testcase classname="${name}" name="${test}">${inside}</testcase>\n`;
  const { found = [], held = [], untried = [] } = judgement ?? {};
  const cases = [
    ...(failure === undefined ? [] : [one('can be checked', `<error message="${escaped(failure)}"/>`)]),
    ...found.map(({ finding, seen }) =>
      one(finding.name, `<failure message="${escaped(seen)}">${escaped(`${finding.why} ${finding.remedy} docs/${finding.shown}`)}</failure>`),
    ),
    ...held.map((finding) => one(finding.name, '')),
    ...untried.map((finding) => one(finding.name, '<skipped/>')),
  ];
  const errors = failure === undefined ? 0 : 1;
  return `  <testsuite name="${name}" tests="${cases.length}" failures="${found.length}" errors="${errors}" skipped="${untried.length}">\n${cases.join('')}  </testsuite>\n`;
}

/** The verdicts as pipelines read test results: a suite for each endpoint, a case for each promise. */
export const verdictJunit = (verdicts: readonly Verdict[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="transport-lab check">\n${verdicts.map(suite).join('')}</testsuites>\n`;
